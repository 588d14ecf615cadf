"""How citizens come to a line: links and QR codes, posters, the public page, and counting it."""

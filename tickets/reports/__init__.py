"""Reports on paper: figures put into sheets, and sheets into files. Made by a worker."""

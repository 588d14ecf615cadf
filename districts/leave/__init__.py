"""Who is away, from when to when, and who holds charge meanwhile: recorded by a superior."""

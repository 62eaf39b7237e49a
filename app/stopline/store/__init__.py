"""The database: three verbs over named SQL, and the ordered list of schema changes.

`engine` is the seam every feature sees, `queries` reads the named SQL files, `sqlite` is the engine that exists,
`migrations` the schema. Nothing outside this package imports a database driver.
"""

"""Moving in: the files of other systems, read, tried, taken over, and taken back.

A file is tried before anything is written: the same operations run and are rolled back, line by line said what would
come of it. Then it is taken over in the background, 500 lines a transaction, each with its place in the file: a
crash costs nothing but time, and who changes their mind takes all of it back.
"""

"""The witness: a program that another party runs, with a folder and a key of its own and no database."""

"""ETL: the public CSV files of movies, people and ratings → the database.

A record's way: `layouts` names its file, `extract` cuts the file into frames, `transform/` makes
rows of them, `load` writes the rows; `pipeline` runs it all in one transaction.
"""

"""The plain lists of a movie: genres, keywords, companies, countries, languages."""

from .batch import ManyPerKey
from .rows import CodedRow, NamedRow, named

GENRES_BY_MOVIE_ID = """
    SELECT genres.id, genres.name, movie_genres.movie_id
      FROM movie_genres
      JOIN genres ON genres.id = movie_genres.genre_id
     WHERE movie_genres.movie_id IN (:keys)
     ORDER BY movie_genres.movie_id, movie_genres.position
"""
KEYWORDS_BY_MOVIE_ID = """
    SELECT keywords.id, keywords.name, movie_keywords.movie_id
      FROM movie_keywords
      JOIN keywords ON keywords.id = movie_keywords.keyword_id
     WHERE movie_keywords.movie_id IN (:keys)
     ORDER BY movie_keywords.movie_id, movie_keywords.position
"""
COMPANIES_BY_MOVIE_ID = """
    SELECT companies.id, companies.name, movie_companies.movie_id
      FROM movie_companies
      JOIN companies ON companies.id = movie_companies.company_id
     WHERE movie_companies.movie_id IN (:keys)
     ORDER BY movie_companies.movie_id, movie_companies.position
"""
COUNTRIES_BY_MOVIE_ID = """
    SELECT countries.code, countries.name, movie_countries.movie_id
      FROM movie_countries
      JOIN countries ON countries.code = movie_countries.country_code
     WHERE movie_countries.movie_id IN (:keys)
     ORDER BY movie_countries.movie_id, movie_countries.position
"""
LANGUAGES_BY_MOVIE_ID = """
    SELECT languages.code, languages.name, movie_languages.movie_id
      FROM movie_languages
      JOIN languages ON languages.code = movie_languages.language_code
     WHERE movie_languages.movie_id IN (:keys)
     ORDER BY movie_languages.movie_id, movie_languages.position
"""


class GenresByMovieIdLoader(ManyPerKey[int, NamedRow]):
    """The genres of each movie, in the source's order."""

    statement = GENRES_BY_MOVIE_ID
    make = named(NamedRow)
    key_column = -1


class KeywordsByMovieIdLoader(ManyPerKey[int, NamedRow]):
    """The keywords of each movie, in the source's order."""

    statement = KEYWORDS_BY_MOVIE_ID
    make = named(NamedRow)
    key_column = -1


class CompaniesByMovieIdLoader(ManyPerKey[int, NamedRow]):
    """The production companies of each movie, in the source's order."""

    statement = COMPANIES_BY_MOVIE_ID
    make = named(NamedRow)
    key_column = -1


class CountriesByMovieIdLoader(ManyPerKey[int, CodedRow]):
    """The production countries of each movie, in the source's order."""

    statement = COUNTRIES_BY_MOVIE_ID
    make = named(CodedRow)
    key_column = -1


class LanguagesByMovieIdLoader(ManyPerKey[int, CodedRow]):
    """The spoken languages of each movie, in the source's order."""

    statement = LANGUAGES_BY_MOVIE_ID
    make = named(CodedRow)
    key_column = -1

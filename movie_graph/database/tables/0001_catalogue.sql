-- The catalogue and the votes. The text is the common subset of MySQL, MariaDB and SQLite;
-- {words in braces} are the dialect's. Ids are TMDB's, so a reload never changes them.
-- A "folded" column holds its neighbour without case, accents and punctuation
-- (database/folding.py): what titles and names are ordered, filtered and searched by.

CREATE TABLE collections (
    id INTEGER PRIMARY KEY,
    name VARCHAR(500) NOT NULL,
    poster_path VARCHAR(255),
    backdrop_path VARCHAR(255)
) {table_options};

CREATE TABLE movies (
    id INTEGER PRIMARY KEY,
    imdb_id VARCHAR(16),
    title VARCHAR(500) NOT NULL,
    title_folded VARCHAR(500) NOT NULL,
    search_text VARCHAR(1001) NOT NULL,
    original_title VARCHAR(500),
    original_language VARCHAR(16),
    overview TEXT,
    tagline TEXT,
    status VARCHAR(16),
    release_date DATE,
    release_year INTEGER,
    runtime_minutes INTEGER,
    budget BIGINT,
    revenue BIGINT,
    profit BIGINT GENERATED ALWAYS AS (revenue - budget) STORED,
    popularity DOUBLE,
    poster_path VARCHAR(255),
    homepage VARCHAR(2000),
    collection_id INTEGER,
    FOREIGN KEY (collection_id) REFERENCES collections (id)
) {table_options};

-- One index for each order that a client may ask for, and the filters that go with it.
CREATE INDEX ix_movies_title_folded ON movies (title_folded);
CREATE INDEX ix_movies_release_date ON movies (release_date);
CREATE INDEX ix_movies_runtime_minutes ON movies (runtime_minutes);
CREATE INDEX ix_movies_budget ON movies (budget);
CREATE INDEX ix_movies_revenue ON movies (revenue);
-- Also finds the biggest losses and gains (flops, hits) without reading the rest.
CREATE INDEX ix_movies_profit ON movies (profit);
CREATE INDEX ix_movies_popularity ON movies (popularity);
-- movie(by: {imdbId: …}); not unique, because a source may give one to two films.
CREATE INDEX ix_movies_imdb_id ON movies (imdb_id);
-- where: {year: …}
CREATE INDEX ix_movies_release_year ON movies (release_year);
{full_text movies search_text}

-- A movie's votes, apart from the movie: ratings refer to the movie's row, which no rating
-- updates (docs/decisions/0005). Sums are tenths of a score.
CREATE TABLE votes (
    movie_id INTEGER PRIMARY KEY,
    imported_sum BIGINT NOT NULL,
    imported_count INTEGER NOT NULL,
    vote_sum BIGINT NOT NULL,
    vote_count INTEGER NOT NULL,
    vote_average DOUBLE GENERATED ALWAYS AS (vote_sum / (NULLIF(vote_count, 0) * 10e0)) STORED,
    FOREIGN KEY (movie_id) REFERENCES movies (id)
) {table_options};

-- orderBy VOTE_AVERAGE and VOTE_COUNT
CREATE INDEX ix_votes_vote_average ON votes (vote_average);
CREATE INDEX ix_votes_vote_count ON votes (vote_count);

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name VARCHAR(500) NOT NULL,
    name_folded VARCHAR(500) NOT NULL,
    gender VARCHAR(12),
    profile_path VARCHAR(255),
    department VARCHAR(100),
    credit_count INTEGER NOT NULL DEFAULT 0
) {table_options};

-- orderBy NAME; where: {name: …}
CREATE INDEX ix_people_name_folded ON people (name_folded);
-- orderBy CREDIT_COUNT
CREATE INDEX ix_people_credit_count ON people (credit_count);
{full_text people name_folded}

CREATE TABLE genres (
    id INTEGER PRIMARY KEY,
    name VARCHAR(100) NOT NULL
) {table_options};

CREATE TABLE keywords (
    id INTEGER PRIMARY KEY,
    name VARCHAR(255) NOT NULL
) {table_options};

CREATE TABLE companies (
    id INTEGER PRIMARY KEY,
    name VARCHAR(255) NOT NULL
) {table_options};

CREATE TABLE countries (
    code VARCHAR(8) PRIMARY KEY,
    name VARCHAR(255) NOT NULL
) {table_options};

CREATE TABLE languages (
    code VARCHAR(8) PRIMARY KEY,
    name VARCHAR(255)
) {table_options};

-- What belongs to a movie is clustered by movie, in the source's order (position 0, 1, …), so
-- that "the first n of each of these movies" reads nothing else.
CREATE TABLE movie_genres (
    movie_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    genre_id INTEGER NOT NULL,
    PRIMARY KEY (movie_id, position),
    FOREIGN KEY (movie_id) REFERENCES movies (id),
    FOREIGN KEY (genre_id) REFERENCES genres (id)
) {clustered_options};

-- Genre.movies; where: {genres: …}
CREATE INDEX ix_movie_genres_genre_id_movie_id ON movie_genres (genre_id, movie_id);

CREATE TABLE movie_keywords (
    movie_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    keyword_id INTEGER NOT NULL,
    PRIMARY KEY (movie_id, position),
    FOREIGN KEY (movie_id) REFERENCES movies (id),
    FOREIGN KEY (keyword_id) REFERENCES keywords (id)
) {clustered_options};

-- The foreign key's own look-up, and movies that share a keyword.
CREATE INDEX ix_movie_keywords_keyword_id_movie_id ON movie_keywords (keyword_id, movie_id);

CREATE TABLE movie_companies (
    movie_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    PRIMARY KEY (movie_id, position),
    FOREIGN KEY (movie_id) REFERENCES movies (id),
    FOREIGN KEY (company_id) REFERENCES companies (id)
) {clustered_options};

-- The foreign key's own look-up.
CREATE INDEX ix_movie_companies_company_id_movie_id ON movie_companies (company_id, movie_id);

CREATE TABLE movie_countries (
    movie_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    country_code VARCHAR(8) NOT NULL,
    PRIMARY KEY (movie_id, position),
    FOREIGN KEY (movie_id) REFERENCES movies (id),
    FOREIGN KEY (country_code) REFERENCES countries (code)
) {clustered_options};

-- The foreign key's own look-up.
CREATE INDEX ix_movie_countries_country_code_movie_id ON movie_countries (country_code, movie_id);

CREATE TABLE movie_languages (
    movie_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    language_code VARCHAR(8) NOT NULL,
    PRIMARY KEY (movie_id, position),
    FOREIGN KEY (movie_id) REFERENCES movies (id),
    FOREIGN KEY (language_code) REFERENCES languages (code)
) {clustered_options};

-- The foreign key's own look-up.
CREATE INDEX ix_movie_languages_language_code_movie_id ON movie_languages (language_code, movie_id);

CREATE TABLE cast_credits (
    movie_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    character_name VARCHAR(500),
    character_folded VARCHAR(500),
    billing_order INTEGER NOT NULL,
    PRIMARY KEY (movie_id, position),
    FOREIGN KEY (movie_id) REFERENCES movies (id),
    FOREIGN KEY (person_id) REFERENCES people (id)
) {clustered_options};

-- Person.castCredits; where: {credits: {some: {person: …}}}
CREATE INDEX ix_cast_credits_person_id_movie_id ON cast_credits (person_id, movie_id);

CREATE TABLE crew_credits (
    movie_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    job VARCHAR(255) NOT NULL,
    department VARCHAR(100) NOT NULL,
    PRIMARY KEY (movie_id, position),
    FOREIGN KEY (movie_id) REFERENCES movies (id),
    FOREIGN KEY (person_id) REFERENCES people (id)
) {clustered_options};

-- Person.crewCredits; where: {credits: {some: {person: …}}}
CREATE INDEX ix_crew_credits_person_id_movie_id ON crew_credits (person_id, movie_id);
-- Everybody with one job: directors, composers, …
CREATE INDEX ix_crew_credits_job_movie_id ON crew_credits (job, movie_id, person_id);

-- MovieLens' numbers for films. No foreign key: links may arrive before their movies, and
-- name some that never come.
CREATE TABLE links (
    movielens_id INTEGER PRIMARY KEY,
    tmdb_id INTEGER,
    imdb_id VARCHAR(16)
) {table_options};

-- From a movie to its MovieLens numbers.
CREATE INDEX ix_links_tmdb_id ON links (tmdb_id);

CREATE TABLE users (
    id INTEGER PRIMARY KEY {auto_increment},
    subject VARCHAR(255) NOT NULL
) {table_options};

-- Subject → id, one user per subject.
CREATE UNIQUE INDEX ix_users_subject ON users (subject);

-- Scores are tenths (5 … 100). prev_score is the score that the last write replaced.
CREATE TABLE ratings (
    user_id INTEGER NOT NULL,
    movie_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    prev_score INTEGER,
    rated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (user_id, movie_id),
    FOREIGN KEY (user_id) REFERENCES users (id),
    FOREIGN KEY (movie_id) REFERENCES movies (id)
) {clustered_options};

-- Movie.ratings, newest first; with the score in it, the histogram needs no other page.
CREATE INDEX ix_ratings_movie_id_rated_at ON ratings (movie_id, rated_at, user_id, score);
-- Viewer.ratings, newest first.
CREATE INDEX ix_ratings_user_id_rated_at ON ratings (user_id, rated_at, movie_id);

-- What has been loaded: one row.
CREATE TABLE dataset (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    loaded_at DATETIME(3) NOT NULL,
    movies INTEGER NOT NULL,
    people INTEGER NOT NULL,
    credits INTEGER NOT NULL,
    ratings BIGINT NOT NULL,
    rejected_records INTEGER NOT NULL
) {table_options};

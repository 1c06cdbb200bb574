-- Indexes that hold all that analytics read of a movie, so that the rows with their texts are left
-- alone. Each begins like the index whose place it takes.

-- movieStats reads it from end to end; where: {year: …}
CREATE INDEX ix_movies_release_year_measures ON movies (
    release_year, release_date, original_language, status,
    budget, revenue, profit, popularity, runtime_minutes
);
{drop_index movies ix_movies_release_year}

-- topRated and the mean of all votes; orderBy VOTE_COUNT
CREATE INDEX ix_votes_vote_count_movie_id_vote_sum ON votes (vote_count, movie_id, vote_sum);
{drop_index votes ix_votes_vote_count}

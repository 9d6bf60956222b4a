-- Macros that every loader may use. Each takes a column as it comes: text (a dump, a CSV) or typed (Parquet).
-- What is typed already is taken as it is, all else is looked at as text, and what cannot be read becomes NULL and is
-- never guessed. DuckDB works out typeof when it plans a query, so a typed column costs nothing.
-- The file is cut at each semicolon, so none may stand in a comment or in a text.

-- The value as text. Also turns an all-NULL Parquet column, whose type means nothing, into text.
CREATE OR REPLACE MACRO text(x) AS CAST(x AS VARCHAR);

-- True for NULL and for text of blanks only.
CREATE OR REPLACE MACRO blank(x) AS x IS NULL OR trim(CAST(x AS VARCHAR)) = '';

-- A time in UTC. A zero date, a blank and anything unreadable is NULL. nova, Blazar and ironic write UTC without a zone.
-- A plain cast would silently ignore the zone of 'CST', the half of a day of 'AM' and some offsets, and it takes DuckDB's own
-- words ('epoch', 'infinity'), which no table means: so the form is looked at. Seconds since 1970 are no time: nobody says of what.
CREATE OR REPLACE MACRO instant(x) AS
    CASE
        WHEN typeof(x) IN ('TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'DATE') THEN TRY_CAST(x AS TIMESTAMP)
        WHEN length(CAST(x AS VARCHAR)) = 19 AND substr(CAST(x AS VARCHAR), 17, 1) = ':'
            THEN TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMP)
        WHEN regexp_full_match(CAST(x AS VARCHAR),
                '\s*\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC))?)?\s*')
            THEN TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMP)
        WHEN regexp_full_match(CAST(x AS VARCHAR),
                '\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?[+-]\d\d(:?\d\d)?')
            THEN TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ) AT TIME ZONE 'UTC'
    END;

-- True for MySQL's zero date, which says "unknown time". Only text can hold one: in Parquet it is already NULL.
CREATE OR REPLACE MACRO zero_date(x) AS
    CASE WHEN typeof(x) NOT IN ('TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS') AND starts_with(CAST(x AS VARCHAR), '0000-00-00')
        THEN true ELSE false END;

-- A whole number. '64' and '64.0' are 64, but '64.5' is NULL, since a plain cast would round it to 65.
CREATE OR REPLACE MACRO whole(x) AS
    CASE WHEN typeof(x) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT') THEN TRY_CAST(x AS BIGINT)
        WHEN TRY_CAST(CAST(x AS VARCHAR) AS BIGINT) = TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE)
        THEN TRY_CAST(CAST(x AS VARCHAR) AS BIGINT) END;

-- A flag: MySQL's 0 and 1, or the words of an exporter.
CREATE OR REPLACE MACRO flag(x) AS
    CASE lower(trim(CAST(x AS VARCHAR)))
        WHEN '1' THEN true WHEN '1.0' THEN true WHEN 'true' THEN true WHEN 't' THEN true
        WHEN '0' THEN false WHEN '0.0' THEN false WHEN 'false' THEN false WHEN 'f' THEN false
    END;

-- What a `deleted` column says: nova writes 0 or the row's own id, the Blazar fork NULL or the row's own UUID, and an exporter
-- may have made a number with decimals of it, a flag, or a word for NULL.
-- NULL stays NULL: Blazar without soft deletion has no such column and says nothing.
CREATE OR REPLACE MACRO soft_deleted(x) AS
    CASE WHEN CAST(x AS VARCHAR) = '0' THEN false
        WHEN regexp_full_match(lower(CAST(x AS VARCHAR)), '\s*(0(\.0+)?|false|f)\s*') THEN false
        WHEN regexp_full_match(lower(CAST(x AS VARCHAR)), '\s*(null|none|nan|\\n)?\s*') THEN NULL
        WHEN x IS NOT NULL THEN true END;

-- The text at a JSON path, or NULL: where nothing is there, where JSON's null is there, where the whole is not JSON.
-- A key that holds a dot is quoted in the path: '$."nova_object.data".flavor'.
-- Of a list of paths it is the list of their texts, and the whole is read once for all.
CREATE OR REPLACE MACRO json(x, path) AS TRY(json_extract_string(CAST(x AS VARCHAR), path));

-- What nova was asked for, in the text of a request's spec: the hint at a reservation, and the name of the flavor.
-- The text is long and there is one for each instance, so both are read at once.
CREATE OR REPLACE MACRO spec_texts(x) AS
    json(x, ['$."nova_object.data".scheduler_hints.reservation', '$."nova_object.data".flavor."nova_object.data".name']);
CREATE OR REPLACE MACRO spec_hint(x) AS spec_texts(x)[1];
CREATE OR REPLACE MACRO spec_flavor(x) AS spec_texts(x)[2];

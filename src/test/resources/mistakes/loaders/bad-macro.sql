--   macros.sql holds macros, and each works with what it is given.
CREATE OR REPLACE MACRO text(x) AS CAST(y AS VARCHAR);

-- The two roles of Relais and their database. One owns the tables and changes the schema, the
-- programs are the other, which owns nothing: so not even they can alter the ledger of credits.
-- Put two passwords of your own in, of letters and figures: openssl rand -hex 24
CREATE ROLE relais_owner LOGIN PASSWORD 'change-this-one';
CREATE ROLE relais LOGIN PASSWORD 'and-this-one';
CREATE DATABASE relais OWNER relais_owner;

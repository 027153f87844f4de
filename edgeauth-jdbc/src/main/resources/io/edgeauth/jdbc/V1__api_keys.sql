-- The tables of EdgeAuth's API keys. Applying this file again changes nothing.
-- For another table's name, or a schema, replace edgeauth_api_key throughout.
--
-- Times are ISO 8601 in UTC with nine digits of a second: exact in every database, and they sort.
-- Lists are JSON. Neither keys nor secrets are here: a hash cannot be turned back.
-- Revoke keys through EdgeAuth: instances do not hear of a row that somebody deletes or updates,
-- and may believe what it said for as long as their cache does.

-- One row a key.
CREATE TABLE IF NOT EXISTS edgeauth_api_key (
  id varchar(64) NOT NULL PRIMARY KEY,
  name varchar(200),
  owner varchar(200) NOT NULL,
  tenant varchar(200),
  scopes varchar(200000) NOT NULL,
  roles varchar(200000) NOT NULL,
  routes varchar(200000) NOT NULL,
  allow_ip varchar(200000) NOT NULL,
  plan varchar(200),
  permits bigint,
  permits_per varchar(40),
  created_at varchar(40) NOT NULL,
  not_before varchar(40),
  expires_at varchar(40),
  revoked_at varchar(40),
  revision bigint NOT NULL
);

-- One row a secret. One that its key has no more keeps its hash for a while, without a key, so that
-- instances hear of it. The constraints are there for their indexes: the secrets of a key, and what
-- has changed since a revision.
CREATE TABLE IF NOT EXISTS edgeauth_api_key_secret (
  hash varchar(64) NOT NULL PRIMARY KEY,
  key_id varchar(64) REFERENCES edgeauth_api_key (id) ON DELETE CASCADE,
  age integer NOT NULL,
  ends_at varchar(40),
  revision bigint NOT NULL,
  UNIQUE (key_id, hash),
  UNIQUE (revision, hash)
);

-- One row a key, made with it: counting is an update, and instances add up.
CREATE TABLE IF NOT EXISTS edgeauth_api_key_usage (
  key_id varchar(64) NOT NULL PRIMARY KEY REFERENCES edgeauth_api_key (id) ON DELETE CASCADE,
  uses bigint NOT NULL,
  last_used varchar(40),
  last_address varchar(64)
);

-- One row. Whoever changes a key counts it up first, and so waits for those before. Hashes without
-- a key may be gone up to the horizon.
CREATE TABLE IF NOT EXISTS edgeauth_api_key_revision (
  one integer NOT NULL PRIMARY KEY CHECK (one = 1),
  revision bigint NOT NULL,
  horizon bigint NOT NULL,
  version integer NOT NULL
);

INSERT INTO edgeauth_api_key_revision (one, revision, horizon, version)
  SELECT 1, 0, 0, 1 WHERE NOT EXISTS (SELECT 1 FROM edgeauth_api_key_revision);

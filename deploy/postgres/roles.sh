#!/bin/sh
# Once, in a new server: the owner that migrates, the role that runs, and the extensions. Run by the postgres image.
set -eu
psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 \
  --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE portolan_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE portolan_app LOGIN PASSWORD :'app_password';
CREATE DATABASE portolan OWNER portolan_owner;
\connect portolan
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
ALTER DEFAULT PRIVILEGES FOR ROLE portolan_owner GRANT USAGE ON SCHEMAS TO portolan_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portolan_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portolan_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portolan_owner GRANT USAGE, SELECT ON SEQUENCES TO portolan_app;
SQL

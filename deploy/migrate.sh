#!/bin/sh
# Bring the database to this version: public, every vendor's schema, the reference rows. Can be repeated.
set -eu
python manage.py migrate_schemas --shared --noinput
python manage.py migrate_fleet
python manage.py load_reference

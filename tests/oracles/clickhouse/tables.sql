-- The tables of the public database `pypi`, as far as relkit asks them: names, columns, engines and
-- keys as ClickPy's scripts/create_tables.sh has them, each filled by its view.
CREATE DATABASE IF NOT EXISTS pypi;

CREATE TABLE pypi.pypi
(
    date Date,
    country_code LowCardinality(String),
    project String,
    type LowCardinality(String),
    installer LowCardinality(String),
    python_minor LowCardinality(String),
    system LowCardinality(String),
    version String
)
ENGINE = MergeTree
ORDER BY (project, date, version, country_code, python_minor, system);

CREATE TABLE pypi.pypi_downloads_per_day (date Date, project String, count Int64)
ENGINE = SummingMergeTree ORDER BY (project, date);
CREATE MATERIALIZED VIEW pypi.pypi_downloads_per_day_mv TO pypi.pypi_downloads_per_day AS
SELECT date, project, count() AS count FROM pypi.pypi GROUP BY date, project;

CREATE TABLE pypi.pypi_downloads_per_day_by_version (date Date, project String, version String, count Int64)
ENGINE = SummingMergeTree ORDER BY (project, version, date);
CREATE MATERIALIZED VIEW pypi.pypi_downloads_per_day_by_version_mv TO pypi.pypi_downloads_per_day_by_version AS
SELECT date, project, version, count() AS count FROM pypi.pypi GROUP BY date, project, version;

CREATE TABLE pypi.pypi_downloads_per_day_by_version_by_python
(date Date, project String, version String, python_minor String, count Int64)
ENGINE = SummingMergeTree ORDER BY (project, version, date, python_minor);
CREATE MATERIALIZED VIEW pypi.pypi_downloads_per_day_by_version_by_python_mv TO pypi.pypi_downloads_per_day_by_version_by_python AS
SELECT date, project, version, python_minor, count() AS count FROM pypi.pypi GROUP BY date, project, version, python_minor;

CREATE TABLE pypi.pypi_downloads_per_day_by_version_by_system
(date Date, project String, version String, system String, count Int64)
ENGINE = SummingMergeTree ORDER BY (project, version, date, system);
CREATE MATERIALIZED VIEW pypi.pypi_downloads_per_day_by_version_by_system_mv TO pypi.pypi_downloads_per_day_by_version_by_system AS
SELECT date, project, version, system, count() AS count FROM pypi.pypi GROUP BY date, project, version, system;

CREATE TABLE pypi.pypi_downloads_per_day_by_version_by_installer_by_type
(project String, version String, date Date, installer String, type LowCardinality(String), count Int64)
ENGINE = SummingMergeTree ORDER BY (project, version, date, installer);
CREATE MATERIALIZED VIEW pypi.pypi_downloads_per_day_by_version_by_installer_by_type_mv TO pypi.pypi_downloads_per_day_by_version_by_installer_by_type AS
SELECT project, version, date, installer, type, count() AS count FROM pypi.pypi GROUP BY project, version, date, installer, type;

CREATE TABLE pypi.pypi_downloads_per_day_by_version_by_file_type
(date Date, project String, version String, type LowCardinality(String), count Int64)
ENGINE = SummingMergeTree ORDER BY (project, version, date, type);
CREATE MATERIALIZED VIEW pypi.pypi_downloads_per_day_by_version_by_file_type_mv TO pypi.pypi_downloads_per_day_by_version_by_file_type AS
SELECT date, project, version, type, count() AS count FROM pypi.pypi GROUP BY date, project, version, type;

-- 20,000 downloads of two projects on the 40 days from 2026-10-13 to 2026-11-21, in two parts, so
-- that the tables of sums have rows that are not added up yet.
INSERT INTO pypi.pypi
SELECT
    toDate('2026-10-13') + number % 40,
    'DE',
    ['demo', 'friendly-bard'][1 + intDiv(number, 3) % 2],
    ['bdist_wheel', 'bdist_wheel', 'sdist', 'bdist_wininst'][1 + intDiv(number, 17) % 4],
    ['pip', 'uv', 'bandersnatch', 'poetry', '', 'Browser', 'pip'][1 + intDiv(number, 5) % 7],
    ['3.12', '3.9', '3.13', '', '3.10', '3.11BYHW', '3.12', '2.7'][1 + intDiv(number, 7) % 8],
    ['Linux', 'Windows', 'Darwin', '', 'Linux'][1 + intDiv(number, 11) % 5],
    ['6.1.1', '7.0.0', '7.0.0'][1 + intDiv(number, 13) % 3]
FROM numbers(12000);

INSERT INTO pypi.pypi
SELECT
    toDate('2026-10-13') + number % 40,
    'US',
    ['demo', 'friendly-bard'][1 + intDiv(number, 3) % 2],
    'bdist_wheel',
    ['pip', 'uv', 'devpi'][1 + intDiv(number, 5) % 3],
    ['3.12', '3.14', '3.13', ''][1 + intDiv(number, 7) % 4],
    ['Linux', 'Darwin'][1 + intDiv(number, 11) % 2],
    '7.0.0'
FROM numbers(8000);

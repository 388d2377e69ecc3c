//! What people read: tables in a terminal, Markdown.

use relkit::report::downloads::{View, markdown, text};

use super::{
    sample::{full, pythons, report},
    three,
};

#[test]
fn people_read_text() {
    let pythons = pythons();
    let whole = text(&report(&pythons, vec![full()]), View::default());
    let plain = anstream::adapter::strip_str(&whole).to_string();
    insta::assert_snapshot!(plain, @r#"
    demo: 106,622,492 downloads
      source      bigquery (bigquery-public-data.pypi.file_downloads), from the cache
      days        2026-10-25 to 2026-11-21 (28 days)
      installers  those that install for people and CI; no mirrors, no browsers
      rows        all
      no Python   1.23 % unknown, <0.01 % other, 0.04 % pre-release
      cost        4.65 GiB billed, 0.03 USD by the list price

    python        downloads     share  of known  end of life
    3.15            812,344    0.76 %    0.77 %       2031-10-01  ▊
    3.14         21,532,001   20.19 %   20.45 %       2030-10-01  ███████████████████▋
    3.13         26,354,506   24.72 %   25.03 %       2029-10-01  ████████████████████████
    3.12         20,862,015   19.57 %   19.82 %       2028-10-01  ███████████████████
    3.11         15,066,706   14.13 %   14.31 %       2027-10-01  █████████████▊
    3.10          9,754,751    9.15 %    9.27 %  past 2026-10-01  ████████▉
    3.9           5,217,960    4.89 %    4.96 %  past 2025-10-31  ████▊
    3.8           3,267,008    3.06 %    3.10 %  past 2024-10-07  ███
    3.7           1,803,189    1.69 %    1.71 %  past 2023-06-27  █▋
    3.6             402,111    0.38 %    0.38 %  past 2021-12-23  ▍
    3.5               8,656    0.01 %    0.01 %  past 2020-09-30  ▏
    2.7             191,020    0.18 %    0.18 %  past 2020-01-01  ▏
    pre-release      40,112    0.04 %                             ▏
    other                93   <0.01 %                             ▏
    unknown       1,310,020    1.23 %                             █▎

    system                                        downloads     share  of known
    </script><img src=http://example.invalid/x>           4   <0.01 %   <0.01 %  ▏
    <script>document.title='broken'</script>              1   <0.01 %   <0.01 %  ▏
    =cmd|' /C calc'!A0                                    2   <0.01 %   <0.01 %  ▏
    Darwin                                        6,000,000    5.63 %    5.66 %  █▋
    Linux                                        88,000,000   82.53 %   83.02 %  ████████████████████████
    Windows                                      12,000,000   11.25 %   11.32 %  ███▎
    a & "b" 'c'                                           3   <0.01 %   <0.01 %  ▏
    x|y `z` [l](http://example.invalid) @team             5   <0.01 %   <0.01 %  ▏
    \u{202e}\u{1b}[31mred                                 6   <0.01 %   <0.01 %  ▏
    unknown                                         622,394    0.58 %            ▏

    share by month
      3.15  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂▃▃▃▃▄▄▅▅▆▇█  0.11 % in 2023-11, 5.34 % in 2026-10
      3.14  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▃▃▃▄▄▅▆▆▇█  0.24 % in 2023-11, 26.10 % in 2026-10
      3.13  ▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▃▃▄▄▄▅▆▆▇▇▇███████  0.65 % in 2023-11, 35.24 % in 2026-10
      3.12  ▁▂▂▂▂▂▂▂▃▃▄▄▄▅▆▆▇▇▇██████████████▇▇▆  2.38 % in 2023-11, 26.10 % in 2026-10
      3.11  ▄▄▅▅▆▆▇▇▇█████████████▇▇▇▆▆▅▅▄▄▃▃▃▂▂  12.60 % in 2023-11, 5.34 % in 2026-10
      3.10  ████████████▇▇▇▆▆▅▅▄▄▃▃▃▂▂▂▂▂▂▁▁▁▁▁▁  34.19 % in 2023-11, 1.20 % in 2026-10
      3.9   ███▇▇▆▆▅▅▄▄▃▃▃▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  34.19 % in 2023-11, 0.39 % in 2026-10
      3.8   █▇▆▅▄▄▃▃▃▃▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  12.60 % in 2023-11, 0.16 % in 2026-10
      3.7   █▇▆▆▅▄▄▄▃▃▃▃▃▂▂▂▂▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁  2.38 % in 2023-11, 0.08 % in 2026-10
      3.6   █▇▇▆▆▅▅▄▄▄▄▃▃▃▃▃▃▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▁▁  0.65 % in 2023-11, 0.04 % in 2026-10

    forecast (8 in 10 cases lie in the range)
      3.8   2027-10: 0.03 % to 0.13 %, median 0.06 %; under 1 % between 2027-08 and 2028-05
      3.9   2027-10: 0.06 % to 0.32 %, median 0.14 %
      3.10  2027-10: 0.20 % to 1.00 %, median 0.44 %
      3.11  2027-10: 0.87 % to 4.45 %, median 1.96 %
      3.12  2027-10: 4.27 % to 21.77 %, median 9.60 %

    verdict as of 2026-11-22
      drop   3.9   past its end of life; saves 7 wheels & 4 jobs
      watch  3.10  past its end of life; 9.14 % of downloads
      keep   3.11

      drop 3.9: requires-python = ">=3.10" (now ">=3.9"); 4.96 % of downloads stay with older releases; each release saves 7 files, 4 jobs and 2.1 MB
      releases that are out <b>stay</b> installable

    gates
      failed   fail if 3.8 > 1%: 3.8 has 3.06 %
      passed   fail if 2.7 > 1%: 2.7 has 0.18 %
      unknown  fail if 3.4 > 1%: the source does not say

    wheels
      free-threaded builds take 10.00 % to 20.00 % of the downloads of wheels with native code
      1 wheel of the newest release has less than 0.1 % of its downloads each (3 downloads and 7.0 MB together): demo-1.0-cp39-cp39-win32.whl
      500 downloads of the sdist (62.50 % of those) on Linux riscv64 <glibc>: the release has no wheel for CPython 3.12 there
      500 downloads of the sdist (62.50 % of those) on Linux ppc64le <glibc>: the release has no wheel for CPython 3.12 there
      sdists of older releases count, too
      99 %: manylinux_2_28
      100 %: no manylinux tag
      musl is told by few clients

    notes
      the source <b>says</b> so & more
      compare only what one source says @team
    "#);
    let few = text(&report(&pythons, vec![full()]), View { rows: Some(3) });
    assert!(few.contains("9 more") && few.lines().count() < plain.lines().count());
    let all = text(&report(&pythons, vec![full()]), View::ALL);
    assert!(!all.contains(" more  "));
}

#[test]
fn projects_stand_side_by_side() {
    let pythons = pythons();
    let whole = text(&report(&pythons, three()), View::default());
    insta::assert_snapshot!(anstream::adapter::strip_str(&whole).to_string(), @"
    old: 9 downloads
      source      file (counts.json)
      days        unknown: the source does not say
      installers  unknown: the source does not say
      rows        the 10 largest alone: shares are of their sum, not of all downloads
      no Python   every download tells one

    python  downloads     share  end of life
    3.14            1   11.11 %       2030-10-01  ████▊
    3.8             3   33.33 %  past 2024-10-07  ██████████████▍
    2.7             5   55.56 %  past 2020-01-01  ████████████████████████

    new: 1,000,000 downloads
      source      file (counts.json)
      days        unknown: the source does not say
      installers  unknown: the source does not say
      rows        the 10 largest alone: shares are of their sum, not of all downloads
      no Python   every download tells one

    python  downloads     share  end of life
    3.15            1   <0.01 %       2031-10-01  ▏
    3.14      999,999  100.00 %       2030-10-01  ████████████████████████

    none: 0 downloads
      source      file (counts.json)
      days        unknown: the source does not say
      installers  unknown: the source does not say
      rows        the 10 largest alone: shares are of their sum, not of all downloads
      no Python   every download tells one

    python: no downloads

    python       old       new      none
    3.15           -   <0.01 %         -
    3.14     11.11 %  100.00 %         -
    3.8      33.33 %         -         -
    2.7      55.56 %         -         -
    ");
}

#[test]
fn issues_and_pull_requests_show_markdown() {
    let pythons = pythons();
    insta::assert_snapshot!(markdown(&report(&pythons, vec![full()]), View::default()), @r#"
    ### demo: 106,622,492 downloads

    - source: bigquery (bigquery-public-data.pypi.file&#95;downloads), from the cache
    - days: 2026-10-25 to 2026-11-21 (28 days)
    - installers: those that install for people and CI; no mirrors, no browsers
    - rows: all
    - no Python: 1.23 % unknown, &#60;0.01 % other, 0.04 % pre-release
    - cost: 4.65 GiB billed, 0.03 USD by the list price

    | python | downloads | share | of known | end of life |
    | --- | ---: | ---: | ---: | --- |
    | 3.15 | 812,344 | 0.76 % | 0.77 % | 2031-10-01 |
    | 3.14 | 21,532,001 | 20.19 % | 20.45 % | 2030-10-01 |
    | 3.13 | 26,354,506 | 24.72 % | 25.03 % | 2029-10-01 |
    | 3.12 | 20,862,015 | 19.57 % | 19.82 % | 2028-10-01 |
    | 3.11 | 15,066,706 | 14.13 % | 14.31 % | 2027-10-01 |
    | 3.10 | 9,754,751 | 9.15 % | 9.27 % | **past** 2026-10-01 |
    | 3.9 | 5,217,960 | 4.89 % | 4.96 % | **past** 2025-10-31 |
    | 3.8 | 3,267,008 | 3.06 % | 3.10 % | **past** 2024-10-07 |
    | 3.7 | 1,803,189 | 1.69 % | 1.71 % | **past** 2023-06-27 |
    | 3.6 | 402,111 | 0.38 % | 0.38 % | **past** 2021-12-23 |
    | 3.5 | 8,656 | 0.01 % | 0.01 % | **past** 2020-09-30 |
    | 2.7 | 191,020 | 0.18 % | 0.18 % | **past** 2020-01-01 |
    | pre-release | 40,112 | 0.04 % |  |  |
    | other | 93 | &#60;0.01 % |  |  |
    | unknown | 1,310,020 | 1.23 % |  |  |

    | system | downloads | share | of known |
    | --- | ---: | ---: | ---: |
    | &#60;/script&#62;&#60;img src=http&#58;//example.invalid/x&#62; | 4 | &#60;0.01 % | &#60;0.01 % |
    | &#60;script&#62;document.title=&#39;broken&#39;&#60;/script&#62; | 1 | &#60;0.01 % | &#60;0.01 % |
    | =cmd&#124;&#39; /C calc&#39;&#33;A0 | 2 | &#60;0.01 % | &#60;0.01 % |
    | Darwin | 6,000,000 | 5.63 % | 5.66 % |
    | Linux | 88,000,000 | 82.53 % | 83.02 % |
    | Windows | 12,000,000 | 11.25 % | 11.32 % |
    | a &#38; &#34;b&#34; &#39;c&#39; | 3 | &#60;0.01 % | &#60;0.01 % |
    | x&#124;y &#96;z&#96; &#91;l&#93;(http&#58;//example.invalid) &#64;team | 5 | &#60;0.01 % | &#60;0.01 % |
    | &#92;u&#123;202e&#125;&#92;u&#123;1b&#125;&#91;31mred | 6 | &#60;0.01 % | &#60;0.01 % |
    | unknown | 622,394 | 0.58 % |  |

    **Verdict** as of 2026-11-22

    | python | | why |
    | --- | --- | --- |
    | 3.9 | drop | past its end of life; saves 7 wheels &#38; 4 jobs |
    | 3.10 | watch | past its end of life; 9.14 % of downloads |
    | 3.11 | keep |  |

    Recommended: `requires-python = ">=3.10"`

    - drop 3.9: requires-python = &#34;&#62;=3.10&#34; (now &#34;&#62;=3.9&#34;); 4.96 % of downloads stay with older releases; each release saves 7 files, 4 jobs and 2.1 MB
    - releases that are out &#60;b&#62;stay&#60;/b&#62; installable

    **Forecast**

    - 3.8: 2027-10: 0.03 % to 0.13 %, median 0.06 %; under 1 % between 2027-08 and 2028-05
    - 3.9: 2027-10: 0.06 % to 0.32 %, median 0.14 %
    - 3.10: 2027-10: 0.20 % to 1.00 %, median 0.44 %
    - 3.11: 2027-10: 0.87 % to 4.45 %, median 1.96 %
    - 3.12: 2027-10: 4.27 % to 21.77 %, median 9.60 %

    **Gates**

    - failed: fail if 3.8 &#62; 1%: 3.8 has 3.06 %
    - passed: fail if 2.7 &#62; 1%: 2.7 has 0.18 %
    - unknown: fail if 3.4 &#62; 1%: the source does not say

    **Wheels**

    - free-threaded builds take 10.00 % to 20.00 % of the downloads of wheels with native code
    - 1 wheel of the newest release has less than 0.1 % of its downloads each (3 downloads and 7.0 MB together): demo-1.0-cp39-cp39-win32.whl
    - 500 downloads of the sdist (62.50 % of those) on Linux riscv64 &#60;glibc&#62;: the release has no wheel for CPython 3.12 there
    - 500 downloads of the sdist (62.50 % of those) on Linux ppc64le &#60;glibc&#62;: the release has no wheel for CPython 3.12 there
    - sdists of older releases count, too
    - 99 %: manylinux&#95;2&#95;28
    - 100 %: no manylinux tag
    - musl is told by few clients

    **Notes**

    - the source &#60;b&#62;says&#60;/b&#62; so &#38; more
    - compare only what one source says &#64;team
    "#);
    let several = markdown(&report(&pythons, three()), View::default());
    insta::assert_snapshot!(several.split_once("### old").unwrap().0, @"
    ### Share of each Python

    | python | old | new | none |
    | --- | ---: | ---: | ---: |
    | 3.15 | - | &#60;0.01 % | - |
    | 3.14 | 11.11 % | 100.00 % | - |
    | 3.8 | 33.33 % | - | - |
    | 2.7 | 55.56 % | - | - |
    ");
}

//! The `RECORD` file: which files a wheel installs, with hash and size.

use super::{Defect, headers::decode, limits};

/// `{name}-{version}.dist-info/RECORD`
///
/// Rule: [the RECORD file](https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file):
/// CSV with three fields a row: path, `algorithm=digest` in urlsafe base64 without padding, size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The rows, in order
    pub rows: Vec<Row>,
    /// Whether rows at the end were not read, for the text passes a bound
    pub cut: bool,
    /// Whether a byte order mark stands before the first row, which is read without it
    pub bom: bool,
    /// Rows that are none, and what else is wrong with the text
    pub defects: Vec<Defect>,
}

/// One row; a field that is empty in the file is empty here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it starts, from 1
    pub line: usize,
    /// The path, as written
    pub path: String,
    /// The hash's name, as written. Ex) `sha256`
    pub algorithm: String,
    /// The hash behind the `=`, as written
    pub digest: String,
    /// The size, as written
    pub size: String,
}

impl Record {
    /// Reads a text; never fails.
    pub fn parse(text: &[u8]) -> Self {
        let members = usize::try_from(limits::MEMBERS).unwrap_or(usize::MAX);
        Self::parse_bounded(text, members + limits::EXTRA_ROWS)
    }

    /// Reads up to so many rows.
    pub(super) fn parse_bounded(text: &[u8], most: usize) -> Self {
        let mut record = Self::default();
        let text = decode(text, &mut record.defects);
        let text = text.strip_prefix(BOM).map_or(&*text, |rest| {
            record.bom = true;
            rest
        });
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut row = csv::ByteRecord::new();
        let mut lines = Lines { line: 1, counted: 0 };
        let position = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let mut open = false;
        // The text is in memory and rows may have any length: no error can occur.
        while reader.read_byte_record(&mut row).unwrap_or(false) {
            let start = row.position().map_or(0, csv::Position::byte);
            let (line, blank) = lines.at(text.as_bytes(), position(start));
            record.blank(line, blank);
            if record.rows.len() >= most {
                let what = format!("more than {most} rows; the rest was not read");
                record.defects.insert(0, Defect { line, what });
                record.cut = true;
                break;
            }
            let field = |index: usize| String::from_utf8_lossy(row.get(index).unwrap_or_default());
            let end = position(reader.position().byte());
            open = end >= text.len() && is_open(&text.as_bytes()[position(start).min(end)..]);
            if open {
                let what = "a quote is opened and never closed: the rest is one row";
                record.defect(line, what.to_owned());
            }
            if row.len() != 3 {
                if open {
                    continue;
                }
                record.defect(line, format!("{} fields, expected 3: path, hash, size", row.len()));
                continue;
            }
            let hash = field(1);
            let (algorithm, digest) = hash.split_once('=').unwrap_or(("", &hash));
            record.rows.push(Row {
                line,
                path: field(0).into_owned(),
                algorithm: algorithm.to_owned(),
                digest: digest.to_owned(),
                size: field(2).into_owned(),
            });
        }
        // Blank lines behind an open quote are part of it.
        if !record.cut && !open {
            let (line, blank) = lines.at(text.as_bytes(), position(reader.position().byte()));
            record.blank(line, blank);
        }
        record
    }

    /// Notes that the text went on: its last row may be half of one.
    pub(super) fn cut(mut self) -> Self {
        let line = self.rows.pop().map_or(1, |row| row.line);
        self.defects.retain(|defect| defect.line < line);
        let what = format!("longer than {} bytes; the rest was not read", limits::RECORD);
        self.defects.insert(0, Defect { line, what });
        self.cut = true;
        self
    }

    /// Notes the blank rows directly before a line. The csv crate skips them; Python's `csv` has a
    /// row without fields for each, and pip takes the first field of every row.
    fn blank(&mut self, line: usize, blank: usize) {
        for line in (line - blank..line).take(limits::DEFECTS) {
            self.defect(line, "a blank row, at which pip fails".to_owned());
        }
    }

    fn defect(&mut self, line: usize, what: String) {
        if self.defects.len() < limits::DEFECTS {
            self.defects.push(Defect { line, what });
        }
    }
}

/// Whether the last row of a text ends within quotes: what follows is then part of its last field.
fn is_open(last_row: &[u8]) -> bool {
    let more = [last_row, b"\nx"].concat();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&*more);
    let mut row = csv::ByteRecord::new();
    let read = reader.read_byte_record(&mut row).unwrap_or(false);
    read && row.iter().next_back().is_some_and(|field| field.ends_with(b"\nx"))
}

/// Python keeps it as part of the first path.
const BOM: char = '\u{feff}';

/// Counts lines as rows go by; the csv crate's own count sees only some kinds of line end.
struct Lines {
    line: usize,
    counted: usize,
}

impl Lines {
    /// The line of the first byte of a row that is at or behind `start`, and how many blank lines
    /// there are directly before it.
    fn at(&mut self, text: &[u8], start: usize) -> (usize, usize) {
        let ends = |byte: &&u8| matches!(byte, b'\n' | b'\r');
        let start = start.min(text.len());
        let start = start + text[start..].iter().take_while(ends).count();
        // The end of the row before is the first of those that stand here; at the start of the
        // text there is none.
        let gap = start - text[..start].iter().rev().take_while(ends).count();
        let mut breaks = 0;
        for at in self.counted..start {
            let lone = text[at] == b'\r' && text.get(at + 1) != Some(&b'\n');
            let is_end = text[at] == b'\n' || lone;
            self.line += usize::from(is_end);
            breaks += usize::from(is_end && at >= gap);
        }
        self.counted = start.max(self.counted);
        (self.line, if gap == 0 { breaks } else { breaks.saturating_sub(1) })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn brief(text: &[u8]) -> String {
        let record = Record::parse(text);
        let mut out = String::new();
        for Row { line, path, algorithm, digest, size } in &record.rows {
            writeln!(out, "{line} {path:?} {algorithm:?} {digest:?} {size:?}").unwrap();
        }
        for Defect { line, what } in &record.defects {
            writeln!(out, "defect {line}: {what}").unwrap();
        }
        out
    }

    #[test]
    fn rows() {
        let text =
            b"a.py,sha256=47DEQ,0\r\n\"b,\"\"c\"\".py\",sha256=x=,\n\nx.dist-info/RECORD,,\n";
        insta::assert_snapshot!(brief(text), @r#"
        1 "a.py" "sha256" "47DEQ" "0"
        2 "b,\"c\".py" "sha256" "x=" ""
        4 "x.dist-info/RECORD" "" "" ""
        defect 3: a blank row, at which pip fails
        "#);
    }

    #[test]
    fn blank_rows_are_defects() {
        insta::assert_snapshot!(brief(b"\n\r\na,,\r\n\r\n   \n\"b\n\n\",,\r\rc,,\n\n\n"), @r#"
        3 "a" "" "" ""
        6 "b\n\n" "" "" ""
        10 "c" "" "" ""
        defect 1: a blank row, at which pip fails
        defect 2: a blank row, at which pip fails
        defect 4: a blank row, at which pip fails
        defect 5: 1 fields, expected 3: path, hash, size
        defect 9: a blank row, at which pip fails
        defect 11: a blank row, at which pip fails
        defect 12: a blank row, at which pip fails
        "#);
        insta::assert_snapshot!(brief(b"a,,\r\nb,,"), @r#"
        1 "a" "" "" ""
        2 "b" "" "" ""
        "#);
        insta::assert_snapshot!(brief(b"\n\n"), @r"
        defect 1: a blank row, at which pip fails
        defect 2: a blank row, at which pip fails
        ");
    }

    #[test]
    fn a_quote_that_is_never_closed_takes_the_blank_lines_behind_it() {
        insta::assert_snapshot!(brief(b"x,,\n\"a,b\n\n\n"), @r#"
        1 "x" "" "" ""
        defect 2: a quote is opened and never closed: the rest is one row
        "#);
        insta::assert_snapshot!(brief(b"x,,\n\nb,,\"1\n\n"), @r#"
        1 "x" "" "" ""
        3 "b" "" "" "1\n\n"
        defect 2: a blank row, at which pip fails
        defect 3: a quote is opened and never closed: the rest is one row
        "#);
        for closed in ["\"a,b\",,\n", "\"a\"\"b\",,", "a\"b,,", "a,,\"\"", "a,,\n"] {
            assert!(!is_open(closed.as_bytes()), "{closed}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_path() {
        let record = Record::parse(b"\xef\xbb\xbfa,,\n");
        assert!(record.bom && record.rows[0].path == "a" && record.defects.is_empty());
    }

    #[test]
    fn bad_rows_are_defects() {
        insta::assert_snapshot!(brief(b"a,b,c,sha256=x,1\na.py\n\xff,md5=1,2\nb,0a0b,3\n"), @r#"
        3 "�" "md5" "1" "2"
        4 "b" "" "0a0b" "3"
        defect 3: byte 0xff is no UTF-8
        defect 1: 5 fields, expected 3: path, hash, size
        defect 2: 1 fields, expected 3: path, hash, size
        "#);
    }

    #[test]
    fn rows_are_bounded() {
        let record = Record::parse_bounded(b",,\n,,\n,,\n", 2);
        assert_eq!(record.rows.len(), 2);
        insta::assert_snapshot!(record.defects[0].what, @"more than 2 rows; the rest was not read");
    }

    proptest! {
        #[test]
        fn any_text_parses(text: Vec<u8>) {
            Record::parse(&text);
        }
    }
}

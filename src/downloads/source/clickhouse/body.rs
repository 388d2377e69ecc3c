//! What the database answers.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};

/// Bytes of what the server says of an error that are shown.
const SAID: usize = 300;

/// An answer in the format
/// [JSON](https://clickhouse.com/docs/interfaces/formats/JSON); further fields are ignored.
#[derive(Debug, Deserialize)]
pub(super) struct Reply<R> {
    pub(super) data: Vec<R>,
    /// An error after the first rows, where the server writes it into the format
    pub(super) exception: Option<String>,
}

/// The row of [`DAYS`](super::question::DAYS): two columns of one length.
#[derive(Debug, Deserialize)]
pub(super) struct DaysRow {
    pub(super) days: Vec<String>,
    pub(super) downloads: Vec<Count>,
}

/// A row of any other question.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) date: Option<String>,
    pub(super) version: Option<String>,
    pub(super) python_minor: Option<String>,
    pub(super) system: Option<String>,
    pub(super) installer: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) downloads: Count,
}

/// An `Int64`: a number, or its digits in quotes where `output_format_json_quote_64bit_integers` is
/// set, as it was by default before 2025.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count(pub(super) i64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;
        impl Visitor<'_> for Whole {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Count, E> {
                Ok(Count(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Count, E> {
                let too_large = |_| E::custom(format!("{number} is too large"));
                i64::try_from(number).map(Count).map_err(too_large)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Count, E> {
                let none = |_| E::custom(format!("expected a whole number, found {text:?}"));
                text.parse().map(Count).map_err(none)
            }
        }
        deserializer.deserialize_any(Whole)
    }
}

/// What the server says of an error, on one line and without what follows its name. Ex) `Code: 60.
/// DB::Exception: Table pypi.x does not exist. (UNKNOWN_TABLE)`
///
/// It stands alone in an answer that is no success, and behind the rows where the error comes
/// later: the status is sent by then.
pub(super) fn exception(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let start = text.match_indices("Code: ").map(|(at, _)| at).find(|at| {
        let rest = &text[at + "Code: ".len()..];
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        (1..=5).contains(&end) && rest[end..].chars().take(60).collect::<String>().contains("DB::")
    })?;
    let said = text[start..].lines().next()?;
    // The version of the server, and what closes the format, say nothing.
    let end = said.find(" (version ").unwrap_or(said.len());
    let said: String = said[..end].chars().filter(|c| !c.is_control()).collect();
    let mut cut: String = said.trim().trim_end_matches(['"', '}']).to_owned();
    if cut.len() > SAID {
        let mut end = SAID;
        while !cut.is_char_boundary(end) {
            end -= 1;
        }
        cut.truncate(end);
        cut.push('…');
    }
    Some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_with_and_without_quotes() {
        let count = |text: &str| serde_json::from_str::<Count>(text).map(|count| count.0);
        assert_eq!(count("12").unwrap(), 12);
        assert_eq!(count("\"12\"").unwrap(), 12);
        assert_eq!(count("-1").unwrap(), -1);
        let why = |text: &str| count(text).unwrap_err().to_string();
        insta::assert_snapshot!(why("1.5"), @"invalid type: floating point `1.5`, expected a whole number at line 1 column 3");
        insta::assert_snapshot!(why("\"many\""), @r#"expected a whole number, found "many" at line 1 column 6"#);
        insta::assert_snapshot!(why("18446744073709551615"), @"18446744073709551615 is too large at line 1 column 20");
    }

    #[test]
    fn errors_are_found_alone_and_behind_rows() {
        let said = |body: &str| exception(body.as_bytes());
        let alone = "Code: 60. DB::Exception: Table pypi.x does not exist. (UNKNOWN_TABLE) (version 26.9.1)\n";
        insta::assert_snapshot!(said(alone).unwrap(), @"Code: 60. DB::Exception: Table pypi.x does not exist. (UNKNOWN_TABLE)");
        let behind = "{\"data\":[{\"date\":\"2026-01-01\"Code: 159. DB::Exception: Timeout exceeded: elapsed 60 seconds. (TIMEOUT_EXCEEDED)";
        insta::assert_snapshot!(said(behind).unwrap(), @"Code: 159. DB::Exception: Timeout exceeded: elapsed 60 seconds. (TIMEOUT_EXCEEDED)");
        let old = "Code: 60, e.displayText() = DB::Exception: Table default.wtf doesn't exist (version 21.3.1.1)";
        insta::assert_snapshot!(said(old).unwrap(), @"Code: 60, e.displayText() = DB::Exception: Table default.wtf doesn't exist");
        assert_eq!(said("{\"data\": []}"), None);
        assert_eq!(said("Code: x"), None);
        assert_eq!(exception(&[0xff, 0xfe]), None);
        let long = format!("Code: 62. DB::Exception: {}", "é".repeat(400));
        assert!(said(&long).unwrap().len() <= SAID + "…".len());
    }
}

//! Text -> condition.

use std::str::FromStr;

use super::{Base, Gate, GateError, Operator, Subject};
use crate::model::PythonVersion;

/// Longer ones are no conditions.
const LONGEST: usize = 200;

/// What is left to read.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl FromStr for Gate {
    type Err = GateError;

    fn from_str(text: &str) -> Result<Self, GateError> {
        if text.len() > LONGEST {
            let shown: String = text.chars().take(20).collect();
            let why = format!("a condition has at most {LONGEST} bytes");
            return Err(GateError { text: format!("{}…", shown.escape_debug()), at: 1, why });
        }
        let mut reader = Reader { text, at: 0 };
        let subject = reader.subject()?;
        let operator = reader
            .operator()?
            .ok_or_else(|| reader.fail("expected an operator: one of >, >=, <, <="))?;
        let percent = reader.percent()?;
        let base = reader.base(&subject)?;
        Ok(Self { text: text.trim().to_owned(), subject, operator, percent, base })
    }
}

impl<'a> Reader<'a> {
    fn subject(&mut self) -> Result<Subject, GateError> {
        const EXPECTED: &str = "expected a Python such as 3.8, a range such as <3.9, or one of eol, \
                                spec0, nep29, newest, unknown, other, pre-release";
        let mut ranges = Vec::new();
        while let Some(operator) = self.operator()? {
            ranges.push((operator, self.version()?));
            if !self.take(",") {
                break;
            }
            self.skip();
            if !self.rest().starts_with(['<', '>']) {
                return Err(self.fail("expected another range such as >=3.6"));
            }
        }
        if !ranges.is_empty() {
            return Ok(Subject::Range(ranges));
        }
        if self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(Subject::Python(self.version()?));
        }
        let start = self.at;
        Ok(match self.word() {
            "eol" => Subject::EndOfLife,
            "spec0" => Subject::Spec0,
            "nep29" => Subject::Nep29,
            "newest" => Subject::Newest,
            "unknown" => Subject::Unknown,
            "other" => Subject::Other,
            "pre-release" => Subject::Prerelease,
            _ => {
                self.at = start;
                return Err(self.fail(EXPECTED));
            }
        })
    }

    fn operator(&mut self) -> Result<Option<Operator>, GateError> {
        self.skip();
        for unknown in ["==", "=", "!=", "~="] {
            if self.rest().starts_with(unknown) {
                return Err(self.fail("expected an operator: one of >, >=, <, <="));
            }
        }
        let all = [
            (">=", Operator::GreaterOrEqual),
            ("<=", Operator::LessOrEqual),
            (">", Operator::Greater),
            ("<", Operator::Less),
        ];
        Ok(all.into_iter().find(|(text, _)| self.take(text)).map(|(_, operator)| operator))
    }

    fn version(&mut self) -> Result<PythonVersion, GateError> {
        self.skip();
        let start = self.at;
        let text = self.while_is(|c| c.is_ascii_alphanumeric() || c == '.');
        text.parse().map_err(|_| {
            self.at = start;
            self.fail("expected a Python with two numbers, such as 3.8")
        })
    }

    fn percent(&mut self) -> Result<f64, GateError> {
        self.skip();
        let start = self.at;
        let digits = self.while_is(|c| c.is_ascii_digit() || c == '.');
        // `.` alone, `1.` and `.5` are no numbers here, whatever Rust takes.
        let plain = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit());
        let number = digits.parse::<f64>().ok().filter(|it| plain && (0.0..=100.0).contains(it));
        let Some(number) = number else {
            self.at = start;
            return Err(self.fail("expected a percentage: a number from 0 to 100"));
        };
        self.skip();
        self.take("%");
        Ok(number)
    }

    fn base(&mut self, subject: &Subject) -> Result<Base, GateError> {
        self.skip();
        if self.rest().is_empty() {
            return Ok(if subject.is_known() { Base::Known } else { Base::All });
        }
        let start = self.at;
        let of = self.word() == "of";
        self.skip();
        let word = self.at;
        let base = match (of, self.word()) {
            (true, "all") => Base::All,
            (true, "known") => Base::Known,
            _ => {
                self.at = start;
                return Err(self.fail("expected the end, `of known` or `of all`"));
            }
        };
        if base == Base::Known && !subject.is_known() {
            self.at = word;
            return Err(self.fail("what is not known has no share of what is: expected `all`"));
        }
        self.skip();
        if self.rest().is_empty() { Ok(base) } else { Err(self.fail("expected the end")) }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip(&mut self) {
        self.while_is(char::is_whitespace);
    }

    fn word(&mut self) -> &'a str {
        self.skip();
        self.while_is(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    }

    fn take(&mut self, text: &str) -> bool {
        self.skip();
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn while_is(&mut self, such: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| !such(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// What is wrong at this place.
    fn fail(&self, expected: &str) -> GateError {
        let rest = self.rest().trim_start();
        let at = self.text.len() - rest.len();
        let found = match rest.split_whitespace().next() {
            None => "the end".to_owned(),
            Some(word) => format!("`{}`", word.escape_debug()),
        };
        GateError {
            text: self.text.escape_debug().to_string(),
            at: self.text[..at].chars().count() + 1,
            why: format!("{expected}; found {found}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read() {
        for text in [
            "3.8 > 1%",
            "3.8>1%",
            "3.8 > 1",
            "eol > 10 of all",
            "<3.9 >= 5.25 %",
            ">=3.6,<3.9 > 1% of all",
            ">= 3.6 , < 3.9 > 1% of known",
            "eol > 0%",
            "spec0 > 100%",
            "nep29 < 1%",
            "newest <= 2%",
            "unknown > 20%",
            "other > 20% of all",
            "pre-release > 20%",
        ] {
            let gate: Gate = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(gate.to_string(), text);
        }
        let gate: Gate = "<3.9 > 5%".parse().unwrap();
        assert_eq!(gate.subject, Subject::Range(vec![(Operator::Less, PythonVersion::new(3, 9))]));
        assert_eq!((gate.operator, gate.base), (Operator::Greater, Base::Known));
        let bare: Gate = "<3.9 > 5".parse().unwrap();
        assert!((bare.percent - gate.percent).abs() < f64::EPSILON, "the sign may be left out");
        assert_eq!("unknown > 5%".parse::<Gate>().unwrap().base, Base::All);
    }

    #[test]
    fn errors_name_place_and_cause() {
        let why = |text: &str| text.parse::<Gate>().unwrap_err().to_string();
        insta::assert_snapshot!(why(""), @"condition ``, character 1: expected a Python such as 3.8, a range such as <3.9, or one of eol, spec0, nep29, newest, unknown, other, pre-release; found the end");
        insta::assert_snapshot!(why("dead > 1%"), @"condition `dead > 1%`, character 1: expected a Python such as 3.8, a range such as <3.9, or one of eol, spec0, nep29, newest, unknown, other, pre-release; found `dead`");
        insta::assert_snapshot!(why("3 > 1%"), @"condition `3 > 1%`, character 1: expected a Python with two numbers, such as 3.8; found `3`");
        insta::assert_snapshot!(why("3.8.1 > 1%"), @"condition `3.8.1 > 1%`, character 1: expected a Python with two numbers, such as 3.8; found `3.8.1`");
        insta::assert_snapshot!(why("3.8 = 1%"), @"condition `3.8 = 1%`, character 5: expected an operator: one of >, >=, <, <=; found `=`");
        insta::assert_snapshot!(why("==3.8 > 1%"), @"condition `==3.8 > 1%`, character 1: expected an operator: one of >, >=, <, <=; found `==3.8`");
        insta::assert_snapshot!(why("3.8"), @"condition `3.8`, character 4: expected an operator: one of >, >=, <, <=; found the end");
        insta::assert_snapshot!(why("<3.9, 3.8 > 1%"), @"condition `<3.9, 3.8 > 1%`, character 7: expected another range such as >=3.6; found `3.8`");
        insta::assert_snapshot!(why("3.8 > 101%"), @"condition `3.8 > 101%`, character 7: expected a percentage: a number from 0 to 100; found `101%`");
        insta::assert_snapshot!(why("3.8 > -1%"), @"condition `3.8 > -1%`, character 7: expected a percentage: a number from 0 to 100; found `-1%`");
        insta::assert_snapshot!(why("3.8 > 1.%"), @"condition `3.8 > 1.%`, character 7: expected a percentage: a number from 0 to 100; found `1.%`");
        insta::assert_snapshot!(why("3.8 > 1% of users"), @"condition `3.8 > 1% of users`, character 10: expected the end, `of known` or `of all`; found `of`");
        insta::assert_snapshot!(why("3.8 > 1% of all now"), @"condition `3.8 > 1% of all now`, character 17: expected the end; found `now`");
        insta::assert_snapshot!(why("unknown > 1% of known"), @"condition `unknown > 1% of known`, character 17: what is not known has no share of what is: expected `all`; found `known`");
        insta::assert_snapshot!(why("ä\u{1b} > 1%"), @r"condition `ä\u{1b} > 1%`, character 1: expected a Python such as 3.8, a range such as <3.9, or one of eol, spec0, nep29, newest, unknown, other, pre-release; found `ä\u{1b}`");
        insta::assert_snapshot!(why(&"3".repeat(300)), @"condition `33333333333333333333…`, character 1: a condition has at most 200 bytes");
    }
}

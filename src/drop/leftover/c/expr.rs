//! A condition of the preprocessor. What is no number and no version has no value, and what does not
//! depend on it has one all the same.

use std::ops::Range;

use super::{super::world::Release, number::Number};

/// Deeper conditions are not read.
const DEEPEST: usize = 48;

/// A condition or a part of one, and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expr {
    form: Form,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// Another macro, `defined`, a call
    Unknown,
    Number(Number),
    /// A macro of `patchlevel.h`
    Version(Version),
    Unary(&'static str, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    Choice(Box<[Expr; 3]>),
}

/// Rule: <https://docs.python.org/3/c-api/apiabiversion.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Major,
    Minor,
    Micro,
    Level,
    Serial,
    Hex,
}

/// Operators of two operands, tightest last.
const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<", "<=", ">", ">="],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

/// All operators and signs, longer ones first.
const SIGNS: [&str; 24] = [
    "||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "|", "^", "&", "<", ">", "+", "-", "*", "/",
    "%", "!", "~", "(", ")", "?", ":",
];

/// Reads the text behind `#if`; `None` where it is no expression.
pub(super) fn parse(text: &str) -> Option<Expr> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let expr = parser.choice(0)?;
    (parser.at == parser.tokens.len()).then_some(expr)
}

impl Expr {
    /// Whether it is true or false, and not a number to calculate with.
    pub(super) fn is_condition(&self) -> bool {
        match &self.form {
            Form::Unary(sign, _) => *sign == "!",
            Form::Binary(sign, ..) => LEVELS
                .iter()
                .position(|it| it.contains(sign))
                .is_some_and(|level| matches!(level, 0 | 1 | 5 | 6)),
            Form::Choice(_) => true,
            _ => false,
        }
    }

    /// Its direct parts.
    pub(super) fn inner(&self) -> Vec<&Self> {
        match &self.form {
            Form::Unknown | Form::Number(_) | Form::Version(_) => Vec::new(),
            Form::Unary(_, of) => vec![of],
            Form::Binary(_, a, b) => vec![a, b],
            Form::Choice(all) => all.iter().collect(),
        }
    }

    /// The numbers in it.
    pub(super) fn numbers(&self, out: &mut Vec<i64>) {
        match self.form {
            Form::Number(number) => out.extend(number.small()),
            _ => self.inner().into_iter().for_each(|it| it.numbers(out)),
        }
    }

    /// Its value with the headers of a Python; `None` where that is not known.
    pub(super) fn value(&self, release: Release) -> Option<Number> {
        match &self.form {
            Form::Unknown => None,
            Form::Number(number) => Some(*number),
            Form::Version(version) => Some(version.of(release)),
            Form::Unary(sign, of) => of.value(release)?.unary(sign),
            Form::Binary(sign @ ("&&" | "||"), a, b) => {
                let settles = |it: Option<Number>| it.filter(|it| it.is_true() == (*sign == "||"));
                let (a, b) = (a.value(release), b.value(release));
                let settled = settles(a).or(settles(b));
                let answer = settled.or_else(|| a.and(b))?.is_true();
                Some(Number::signed(answer.into()))
            }
            Form::Binary(sign, a, b) => a.value(release)?.binary(sign, b.value(release)?),
            Form::Choice(all) => {
                let [test, a, b] = &**all;
                let (a, b) = (a.value(release), b.value(release));
                Some(test.value(release)?.choose(a?, b?))
            }
        }
    }
}

impl Version {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "PY_MAJOR_VERSION" => Self::Major,
            "PY_MINOR_VERSION" => Self::Minor,
            "PY_MICRO_VERSION" => Self::Micro,
            "PY_RELEASE_LEVEL" => Self::Level,
            "PY_RELEASE_SERIAL" => Self::Serial,
            "PY_VERSION_HEX" => Self::Hex,
            _ => return None,
        })
    }

    fn of(self, release: Release) -> Number {
        const FINAL: i64 = 0xf;
        Number::signed(match self {
            Self::Major => release.major.into(),
            Self::Minor => release.minor.into(),
            Self::Micro => release.micro.into(),
            Self::Level => FINAL,
            Self::Serial => 0,
            Self::Hex => release.hex(),
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Sign(&'static str),
    Name(String),
    Number(Option<Number>),
    /// Anything else, which only the arguments of a call may hold
    Other,
}

/// The tokens and where they stand; `None` where there are too many.
fn tokens(text: &str) -> Option<Vec<(Token, Range<usize>)>> {
    const MOST: usize = 4096;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c.is_ascii_digit() {
            let end = rest.find(|c| !(is_word(c) || c == '.' || c == '\'')).unwrap_or(rest.len());
            (Token::Number(Number::parse(&rest[..end])), end)
        } else if is_word(c) {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            (Token::Name(rest[..end].to_owned()), end)
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            (Token::Sign(sign), sign.len())
        } else {
            (Token::Other, c.len_utf8())
        };
        all.push((token, at..at + length));
        at += length;
        if all.len() > MOST {
            return None;
        }
    }
    Some(all)
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
}

impl Parser {
    fn sign(&self) -> Option<&'static str> {
        match self.tokens.get(self.at)?.0 {
            Token::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn eat(&mut self, sign: &str) -> bool {
        let there = self.sign() == Some(sign);
        self.at += usize::from(there);
        there
    }

    fn choice(&mut self, depth: usize) -> Option<Expr> {
        let test = self.level(0, depth)?;
        if !self.eat("?") {
            return Some(test);
        }
        let a = self.choice(deeper(depth)?)?;
        if !self.eat(":") {
            return None;
        }
        let b = self.choice(deeper(depth)?)?;
        let range = test.range.start..b.range.end;
        Some(Expr { form: Form::Choice(Box::new([test, a, b])), range })
    }

    fn level(&mut self, level: usize, depth: usize) -> Option<Expr> {
        let Some(signs) = LEVELS.get(level) else { return self.unary(depth) };
        let mut left = self.level(level + 1, depth)?;
        // Chains are as deep as they are long.
        let mut links = 0;
        while let Some(sign) = self.sign().filter(|sign| signs.contains(sign)) {
            self.at += 1;
            links += 1;
            if links > DEEPEST {
                return None;
            }
            let right = self.level(level + 1, depth)?;
            let range = left.range.start..right.range.end;
            left = Expr { form: Form::Binary(sign, Box::new(left), Box::new(right)), range };
        }
        Some(left)
    }

    fn unary(&mut self, depth: usize) -> Option<Expr> {
        let (token, range) = self.tokens.get(self.at)?.clone();
        self.at += 1;
        let form = match token {
            Token::Sign(sign @ ("!" | "~" | "-" | "+")) => {
                let of = self.unary(deeper(depth)?)?;
                let range = range.start..of.range.end;
                return Some(Expr { form: Form::Unary(sign, Box::new(of)), range });
            }
            Token::Sign("(") => {
                let inner = self.choice(deeper(depth)?)?;
                let end = self.tokens.get(self.at)?.1.end;
                return self.eat(")").then_some(Expr { range: range.start..end, ..inner });
            }
            Token::Number(number) => number.map_or(Form::Unknown, Form::Number),
            Token::Name(name) => {
                let form = Version::named(&name).map_or(Form::Unknown, Form::Version);
                if name == "defined" && matches!(self.tokens.get(self.at)?.0, Token::Name(_)) {
                    self.at += 1;
                    Form::Unknown
                } else if self.sign() == Some("(") {
                    self.arguments()?;
                    Form::Unknown
                } else {
                    form
                }
            }
            Token::Sign(_) | Token::Other => return None,
        };
        let end = self.tokens.get(self.at - 1)?.1.end;
        Some(Expr { form, range: range.start..end })
    }

    /// Skips what stands between two parentheses.
    fn arguments(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            match self.sign() {
                Some("(") => open += 1,
                Some(")") => open -= 1,
                _ => {}
            }
            self.tokens.get(self.at)?;
            self.at += 1;
            if open == 0 {
                return Some(());
            }
        }
    }
}

fn deeper(depth: usize) -> Option<usize> {
    (depth < DEEPEST).then_some(depth + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: Release = Release { major: 3, minor: 10, micro: 2 };

    fn value(text: &str) -> Option<bool> {
        parse(text).unwrap().value(NEW).map(Number::is_true)
    }

    #[test]
    fn versions_are_numbers() {
        assert_eq!(value("PY_VERSION_HEX >= 0x030A02F0"), Some(true));
        assert_eq!(value("PY_MAJOR_VERSION < 3 || PY_MINOR_VERSION * 2 == 20"), Some(true));
        assert_eq!(value("(PY_VERSION_HEX >> 16) == 0x30a && !PY_RELEASE_SERIAL"), Some(true));
        assert_eq!(value("PY_MICRO_VERSION ? 0 : 1"), Some(false));
        assert_eq!(value("-1 > 0u"), Some(true));
        assert_eq!(value("1 - 2 - 3 == -4 && 7 % 4 * 2 == 6"), Some(true));
    }

    #[test]
    fn unknown_parts_stay_unknown() {
        assert_eq!(value("defined(X) && PY_MAJOR_VERSION < 3"), Some(false));
        assert_eq!(value("PY_MAJOR_VERSION >= 3 || X"), Some(true));
        assert_eq!(value("PY_MAJOR_VERSION >= 3 && defined X"), None);
        assert_eq!(value("!X"), None);
        assert_eq!(value("__has_include(<a/b.h>) || PY_MAJOR_VERSION"), Some(true));
        assert_eq!(value("F(1, 'x') + 1"), None);
        assert_eq!(value("1 / 0 || 1"), Some(true));
    }

    #[test]
    fn what_is_no_expression_is_left_alone() {
        let deep = "(".repeat(100_000);
        let minus = "-".repeat(100_000) + "1";
        let chain = "1".to_owned() + &" + 1".repeat(100);
        for text in
            ["", "(", "1 1", "1 +", "a ? b", "F(", "defined", "@", "'x'", &deep, &minus, &chain]
        {
            assert_eq!(parse(text), None, "{text:.20}");
        }
    }
}

//! The numbers of the preprocessor: 64 bits, with a sign or without.
//!
//! Rule: C17 6.10.1 paragraph 4: `intmax_t` and `uintmax_t`. What the standard leaves open has no
//! value here.

use std::cmp::Ordering;

/// A number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    bits: u64,
    unsigned: bool,
}

impl Number {
    pub(super) fn signed(value: i64) -> Self {
        Self { bits: value.cast_unsigned(), unsigned: false }
    }

    pub(super) fn is_true(self) -> bool {
        self.bits != 0
    }

    /// Its value where it is small enough to be part of a version.
    pub(super) fn small(self) -> Option<i64> {
        i64::try_from(self.bits).ok()
    }

    /// Reads a literal of any base with any suffix.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase().replace('\'', "");
        let digits = lower.trim_end_matches(['u', 'l']);
        let suffix = &lower[digits.len()..];
        if !matches!(suffix, "" | "u" | "l" | "ul" | "lu" | "ll" | "ull" | "llu") {
            return None;
        }
        let (digits, radix) = match digits.strip_prefix("0x") {
            Some(digits) => (digits, 16),
            None => match digits.strip_prefix("0b") {
                Some(digits) => (digits, 2),
                None if digits.len() > 1 && digits.starts_with('0') => (digits, 8),
                None => (digits, 10),
            },
        };
        if digits.starts_with('+') {
            return None;
        }
        let bits = u64::from_str_radix(digits, radix).ok()?;
        let large = i64::try_from(bits).is_err();
        (radix != 10 || !large || suffix.contains('u'))
            .then_some(Self { bits, unsigned: suffix.contains('u') || large })
    }

    pub(super) fn unary(self, operator: &str) -> Option<Self> {
        let Self { bits, unsigned } = self;
        Some(match operator {
            "+" => self,
            "~" => Self { bits: !bits, unsigned },
            "!" => Self::signed((bits == 0).into()),
            "-" if unsigned => Self { bits: bits.wrapping_neg(), unsigned },
            "-" => Self::signed(bits.cast_signed().checked_neg()?),
            _ => return None,
        })
    }

    /// The result of an operator on two numbers; `&&` and `||` are not among them.
    pub(super) fn binary(self, operator: &str, other: Self) -> Option<Self> {
        let unsigned = self.unsigned || other.unsigned;
        let truth = |it: bool| Some(Self::signed(it.into()));
        let bits = |bits| Some(Self { bits, unsigned });
        let (a, b) = (self.bits, other.bits);
        match operator {
            "==" => truth(a == b),
            "!=" => truth(a != b),
            "<" => truth(self.order(other).is_lt()),
            "<=" => truth(self.order(other).is_le()),
            ">" => truth(self.order(other).is_gt()),
            ">=" => truth(self.order(other).is_ge()),
            "&" => bits(a & b),
            "|" => bits(a | b),
            "^" => bits(a ^ b),
            "<<" | ">>" => self.shifted(operator, other),
            _ if unsigned => bits(match operator {
                "+" => a.wrapping_add(b),
                "-" => a.wrapping_sub(b),
                "*" => a.wrapping_mul(b),
                "/" => a.checked_div(b)?,
                "%" => a.checked_rem(b)?,
                _ => return None,
            }),
            _ => {
                let (a, b) = (a.cast_signed(), b.cast_signed());
                Some(Self::signed(match operator {
                    "+" => a.checked_add(b)?,
                    "-" => a.checked_sub(b)?,
                    "*" => a.checked_mul(b)?,
                    "/" => a.checked_div(b)?,
                    "%" => a.checked_rem(b)?,
                    _ => return None,
                }))
            }
        }
    }

    /// The value of `self ? a : b`, of which both make the type.
    pub(super) fn choose(self, a: Self, b: Self) -> Self {
        let it = if self.is_true() { a } else { b };
        Self { unsigned: a.unsigned || b.unsigned, ..it }
    }

    fn order(self, other: Self) -> Ordering {
        if self.unsigned || other.unsigned {
            self.bits.cmp(&other.bits)
        } else {
            self.bits.cast_signed().cmp(&other.bits.cast_signed())
        }
    }

    fn shifted(self, operator: &str, by: Self) -> Option<Self> {
        let by = u32::try_from(by.bits).ok().filter(|by| *by < u64::BITS)?;
        let signed = self.bits.cast_signed();
        let bits = match (operator, self.unsigned) {
            ("<<", true) => self.bits << by,
            (">>", true) => self.bits >> by,
            (">>", false) => (signed >> by).cast_unsigned(),
            // Bits that are lost, or that make it negative, are an overflow.
            _ => (signed >= 0 && (signed << by) >> by == signed && signed << by >= 0)
                .then_some(self.bits << by)?,
        };
        Some(Self { bits, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_have_their_base_and_sign() {
        let parse = |text: &str| Number::parse(text).map(|it| (it.bits, it.unsigned));
        assert_eq!(parse("0x030A00F0"), Some((0x030a_00f0, false)));
        assert_eq!(parse("010uL"), Some((8, true)));
        assert_eq!(parse("0xffffffffffffffff"), Some((u64::MAX, true)));
        assert_eq!(parse("0b11"), Some((3, false)));
        for bad in ["9223372036854775808", "08", "0x", "1.0", "1f", "lll", "", "1lul"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_the_standard_leaves_open_has_no_value() {
        let number = Number::signed;
        assert_eq!(number(1).binary("/", number(0)), None);
        assert_eq!(number(i64::MIN).binary("%", number(-1)), None);
        assert_eq!(number(i64::MAX).binary("+", number(1)), None);
        assert_eq!(number(1).binary("<<", number(63)), None);
        assert_eq!(number(1).binary("<<", number(64)), None);
        assert_eq!(number(-8).binary(">>", number(1)), Some(number(-4)));
    }
}

//! Numbers as people read them.

use jiff::civil::Date;

/// `26,354,506`
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 download`, `26,354,506 downloads`
pub(super) fn downloads(number: u64) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} download{ending}", grouped(number))
}

/// `23.84 %`. What is there and would be shown as nothing is `<0.01 %`.
pub(in crate::report) fn percent(percent: f64) -> String {
    if percent > 0.0 && percent < 0.005 { "<0.01 %".to_owned() } else { format!("{percent:.2} %") }
}

/// `4.65 GiB`, as bills count.
#[allow(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(super) fn bytes(bytes: u64) -> String {
    let units = ["TiB", "GiB", "MiB", "KiB"];
    for (unit, power) in units.iter().zip([40, 30, 20, 10]) {
        if bytes >= 1 << power {
            return format!("{:.2} {unit}", bytes as f64 / (1_u64 << power) as f64);
        }
    }
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}

/// `0.03 USD`; less than a cent is `<0.01 USD`.
pub(super) fn dollars(dollars: f64) -> String {
    if dollars > 0.0 && dollars < 0.005 {
        "<0.01 USD".to_owned()
    } else {
        format!("{dollars:.2} USD")
    }
}

/// `2026-11`
pub(super) fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!([0, 999, 1000, 110_555_745].map(grouped), ["0", "999", "1,000", "110,555,745"]);
        assert_eq!(grouped(u64::MAX), "18,446,744,073,709,551,615");
        assert_eq!(
            [0.0, 0.004, 0.005, 23.838].map(percent),
            ["0.00 %", "<0.01 %", "0.01 %", "23.84 %"]
        );
        assert_eq!([7, 2048, 4_992_899_482].map(bytes), ["7 bytes", "2.00 KiB", "4.65 GiB"]);
        assert_eq!([0.0, 0.001, 0.03].map(dollars), ["0.00 USD", "<0.01 USD", "0.03 USD"]);
    }
}

//! The grammar of environment markers.

use super::scan::Scan;

/// Readers recurse into parentheses; Python's and others give up on too many.
const DEEPEST: usize = 50;

/// Everything that a marker may ask for, old spellings among them; the last two came with lock
/// files (PEP 751).
const VARIABLES: [&str; 20] = [
    "python_version",
    "python_full_version",
    "os_name",
    "os.name",
    "sys_platform",
    "sys.platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform.version",
    "platform_machine",
    "platform.machine",
    "platform_python_implementation",
    "platform.python_implementation",
    "python_implementation",
    "implementation_name",
    "implementation_version",
    "extra",
    "extras",
    "dependency_groups",
];

/// Longer ones before their beginnings.
const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

/// Reads a marker: comparisons joined by `and` and `or`, in parentheses or not.
///
/// Which of the two binds stronger is of no interest for syntax, so that counting the open
/// parentheses is all it takes.
pub(super) fn read(scan: &mut Scan<'_>) -> Result<(), String> {
    let mut open = 0_usize;
    loop {
        scan.space();
        while scan.eat("(") {
            open += 1;
            if open > DEEPEST {
                return Err(format!("its marker has more than {DEEPEST} nested parentheses"));
            }
            scan.space();
        }
        operand(scan)?;
        scan.space();
        operator(scan)?;
        scan.space();
        operand(scan)?;
        scan.space();
        while open > 0 && scan.eat(")") {
            open -= 1;
            scan.space();
        }
        if !(word(scan, "and") || word(scan, "or")) {
            break;
        }
    }
    match (open, scan.is_done()) {
        (0, true) => Ok(()),
        (0, false) => Err(scan.expected("`and`, `or` or the end")),
        (_, _) => Err(scan.expected("`and`, `or` or `)`")),
    }
}

/// A variable or a quoted text.
fn operand(scan: &mut Scan<'_>) -> Result<(), String> {
    for quote in ["'", "\""] {
        if let Some(inside) = scan.rest().strip_prefix(quote) {
            let end = inside.find(quote).ok_or_else(|| scan.expected("a closed quotation"))?;
            scan.skip(end + 2);
            return Ok(());
        }
    }
    let name = scan.peek_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    if !VARIABLES.contains(&name) {
        return Err(scan.expected("a marker's variable or a quoted text"));
    }
    scan.skip(name.len());
    Ok(())
}

fn operator(scan: &mut Scan<'_>) -> Result<(), String> {
    if word(scan, "in") || OPERATORS.iter().any(|operator| scan.eat(operator)) {
        return Ok(());
    }
    if word(scan, "not") {
        scan.space();
        if word(scan, "in") {
            return Ok(());
        }
    }
    Err(scan.expected("a comparison such as `==` or `in`"))
}

/// Goes on behind a whole word, if it comes next.
fn word(scan: &mut Scan<'_>, wanted: &str) -> bool {
    let is_next = scan.peek_while(super::is_word) == wanted;
    if is_next {
        scan.skip(wanted.len());
    }
    is_next
}

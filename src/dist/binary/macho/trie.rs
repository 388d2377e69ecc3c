//! The export trie: names that share their beginnings, as dyld looks them up.
//!
//! Rule: `LC_DYLD_EXPORTS_TRIE` in `mach-o/loader.h`. A node is the size of its terminal data
//! (ULEB128), that data, a count of edges (one byte), and per edge a text and the offset of a node.

use crate::dist::limits;

/// Edges that are followed in one file; a trie may be shaped so that there are endless paths.
const MOST_EDGES: usize = 200_000;

/// What the names of `CPython` begin with; only branches that can lead there are followed.
const WANTED: [&[u8]; 2] = [b"_Py", b"__Py"];

/// The exported names that begin like those of `CPython`, without the first `_`.
pub(super) fn names(data: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut waiting = vec![(0_usize, Vec::new())];
    let mut edges = 0_usize;
    while let Some((at, name)) = waiting.pop() {
        let Some(mut rest) = data.get(at..) else { continue };
        let Some(terminal) = uleb(&mut rest) else { continue };
        if terminal > 0 && WANTED.iter().any(|wanted| name.starts_with(wanted)) {
            found.push(name[1..].to_vec());
            if found.len() > limits::SYMBOLS {
                break;
            }
        }
        let Some((count, mut rest)) = rest.get(terminal..).and_then(<[u8]>::split_first) else {
            continue;
        };
        for _ in 0..*count {
            edges += 1;
            let bounded = &rest[..rest.len().min(limits::NAME)];
            let end = bounded.iter().position(|byte| *byte == 0);
            let Some(end) = end.filter(|_| edges <= MOST_EDGES) else { break };
            let longer = [&name, &rest[..end]].concat();
            rest = &rest[end + 1..];
            let Some(child) = uleb(&mut rest) else { break };
            let leads = WANTED
                .iter()
                .any(|wanted| wanted.starts_with(&longer) || longer.starts_with(wanted));
            if leads && longer.len() <= limits::NAME {
                waiting.push((child, longer));
            }
        }
    }
    found
}

fn uleb(data: &mut &[u8]) -> Option<usize> {
    let mut value = 0_usize;
    for shift in (0..).step_by(7) {
        let (byte, rest) = data.split_first()?;
        *data = rest;
        let bits = usize::from(byte & 0x7f);
        value |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endless_tries_end() {
        // A root whose edges all lead back to it, with and without letters.
        for letter in ["_Py", ""] {
            let mut data = vec![0, 255];
            for _ in 0..255 {
                data.extend(letter.bytes().chain([0, 0]));
            }
            assert!(names(&data).is_empty());
        }
        // Every node is a name.
        let mut data = vec![1, 0, 2];
        data.extend(b"_Pya\0\0_Pyb\0\0");
        let found = names(&data);
        assert!(found.iter().all(|name| name.len() < limits::NAME), "{found:?}");
    }

    #[test]
    fn numbers_end() {
        let mut long: &[u8] = &[0xff; 40];
        assert_eq!(uleb(&mut long), None);
        let mut two: &[u8] = &[0x80, 0x02, 9];
        assert_eq!((uleb(&mut two), two), (Some(256), &[9][..]));
    }
}

//! Slot tables that x86-64 code fills when the module is initialised, as pybind11 3 does.
//!
//! Only stores of constants to fixed addresses are read, in the module's entry and in the functions
//! that it calls, two levels deep: `Py_mod_gil` at X and its value at X + 8. Instructions are found
//! by their bytes, so one that is no instruction may be read; that it also stores the slot's number
//! and, 8 bytes on, 0 or 1 into data is beyond chance.

use std::collections::{BTreeMap, BTreeSet};

use super::{Gil, image::Image};

/// Bytes of one function that are looked at.
const WINDOW: usize = 4096;
/// Functions that are looked at.
const FUNCTIONS: usize = 200;
/// Calls between the entry and the store.
const LEVELS: usize = 2;

/// What the entries store, if they fill a slot table.
pub(super) fn read(image: &Image<'_>) -> Option<Gil> {
    if !image.is_x86_64() {
        return None;
    }
    let mut stored = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut level: Vec<u64> = image.entries();
    for _ in 0..=LEVELS {
        let mut calls = Vec::new();
        for function in std::mem::take(&mut level) {
            if seen.len() < FUNCTIONS && seen.insert(function) {
                follow(image, function, &mut stored, &mut calls);
            }
        }
        level = calls;
    }
    let mut values = BTreeSet::new();
    let mut place = 0;
    for (address, number) in &stored {
        let value = stored.get(&address.wrapping_add(8));
        if matches!(number, 4 | 87) && value.is_some_and(|value| *value <= 1) {
            values.insert(value.copied());
            place = *address;
        }
    }
    let evidence = |value| format!("code stores {{Py_mod_gil, {value}}} at {place:#x}");
    match values.into_iter().collect::<Vec<_>>()[..] {
        [Some(1)] => Some(Gil::NotUsed { evidence: evidence("Py_MOD_GIL_NOT_USED") }),
        [Some(0)] => Some(Gil::Used { evidence: evidence("Py_MOD_GIL_USED") }),
        _ => None,
    }
}

/// Notes the stores and the calls of one function.
fn follow(image: &Image<'_>, function: u64, stored: &mut BTreeMap<u64, u64>, calls: &mut Vec<u64>) {
    let Some(code) = image.bytes(function, WINDOW).filter(|_| image.is_code(function)) else {
        return;
    };
    let mut vectors: [Option<[u64; 2]>; 16] = [None; 16];
    for at in 0..code.len() {
        let rest = &code[at..];
        let target = |length: usize, displacement: i32| {
            (function + (at + length) as u64).wrapping_add_signed(i64::from(displacement))
        };
        match *rest {
            // mov dword ptr [rip + d], imm
            [0xc7, 0x05, ..] => {
                if let Some((displacement, value)) = operands(rest, 2) {
                    let wide = at > 0 && code[at - 1] == 0x48;
                    let value = if wide {
                        i64::from(value).cast_unsigned()
                    } else {
                        u64::from(value.cast_unsigned())
                    };
                    stored.insert(target(10, displacement), value);
                }
            }
            // call
            [0xe8, ..] => {
                if let Some(displacement) = number(rest, 1) {
                    let callee = target(5, displacement);
                    if image.is_code(callee) {
                        calls.push(callee);
                    }
                }
            }
            // movups, movaps, movdqa between a vector register and [rip + d]
            [0x0f, opcode @ (0x10 | 0x28 | 0x6f | 0x11 | 0x29 | 0x7f), form, ..]
                if form & 0xc7 == 0x05 =>
            {
                let register = usize::from(form >> 3 & 7);
                let Some(address) = number(rest, 3).map(|d| target(7, d)) else { continue };
                if matches!(opcode, 0x10 | 0x28 | 0x6f) {
                    vectors[register] = image
                        .raw(address)
                        .zip(image.raw(address.wrapping_add(8)))
                        .map(|(low, high)| [low, high]);
                } else if let Some([low, high]) = vectors[register] {
                    stored.insert(address, low);
                    stored.insert(address.wrapping_add(8), high);
                }
            }
            _ => {}
        }
    }
}

fn number(code: &[u8], at: usize) -> Option<i32> {
    Some(i32::from_le_bytes(*code.get(at..)?.first_chunk()?))
}

fn operands(code: &[u8], at: usize) -> Option<(i32, i32)> {
    Some((number(code, at)?, number(code, at + 4)?))
}

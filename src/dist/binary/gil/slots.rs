//! Slot tables of modules: arrays of pairs that end with a zero.
//!
//! An entry is `{int slot; void *value}` (PEP 489). From 3.15 on `Py_mod_gil` has a new number, and
//! `PySlot` of PEP 820 has the same size on 64 bits: `{uint16_t id, flags; uint32_t 0; value}`.
//!
//! Rule: [PEP 489](https://peps.python.org/pep-0489/#the-moduledef-slots),
//! [PEP 820](https://peps.python.org/pep-0820/).

use std::collections::BTreeSet;

use super::image::{Image, Word};

/// A slot table of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Of its first entry
    pub(super) address: u64,
    /// The value of `Py_mod_gil` where there is one: `Py_MOD_GIL_USED` is 0
    pub(super) gil_used: Option<bool>,
    /// The module of the file whose definition points to the table
    pub(super) module: Option<String>,
}

/// Tables have a handful of entries, and a file a handful of tables.
const MOST: usize = 32;

/// What a slot may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Function,
    Number,
    Gil,
    Any,
}

/// The slots of modules by their number; numbers from 84 on are those of 3.15.
///
/// Source: `CPython`'s `Include/slots_generated.h`.
fn kind(id: u32) -> Option<Kind> {
    Some(match id {
        1 | 2 | 84 | 85 => Kind::Function,
        3 | 86 => Kind::Number,
        4 | 87 => Kind::Gil,
        92 | 94 | 100..=106 | 109 | 110 => Kind::Any,
        _ => return None,
    })
}

/// The slot tables of the file's modules.
pub(super) fn tables(image: &Image<'_>, modules: &BTreeSet<&str>) -> Vec<Table> {
    let mut found: Vec<Table> = Vec::new();
    for wanted in [[4, 87], [2, 85]] {
        for section in image.sections.iter().filter(|section| section.tables) {
            let step = image.pointer;
            let first = section.address.wrapping_neg() % step as u64;
            let offsets = (usize::try_from(first).unwrap_or(0)..section.data.len()).step_by(step);
            for offset in offsets {
                // Every word of the data is looked at, so the look is short.
                let number = image.number_of(&section.data[offset..]);
                if !number.is_some_and(|id| wanted.contains(&(id & 0xffff))) {
                    continue;
                }
                if found.len() < MOST
                    && let Some(table) =
                        table_around(image, section.address + offset as u64, modules)
                    && !found.iter().any(|known| known.address == table.address)
                {
                    found.push(table);
                }
            }
        }
        // Tables without the slot are looked for only where no table has it.
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// One entry: its number and its value; the number is 0 at the table's end.
fn entry(image: &Image<'_>, place: u64) -> Option<(u32, Word)> {
    let head = image.word(place)?;
    let value = image.word(place + image.pointer as u64)?;
    let Word::Plain(_) = head else { return None };
    let number = image.number(place)?;
    if image.pointer == 8 && image.number(place + 4)? != 0 {
        return None;
    }
    let (id, flags) = (number & 0xffff, number >> 16);
    // Flags belong to PySlot, which knows the new numbers only.
    if flags > 7 || (flags != 0 && (id < 84 || image.pointer == 4)) {
        return None;
    }
    let fits = match (id, value) {
        (0, Word::Plain(0)) => return Some((0, value)),
        (_, Word::Address(address)) if kind(id)? == Kind::Function => image.is_code(address),
        (_, Word::Import) => kind(id)? == Kind::Function,
        (_, Word::Plain(number)) => match kind(id)? {
            Kind::Function => false,
            Kind::Number => number <= 2,
            Kind::Gil => number <= 1,
            Kind::Any => true,
        },
        (_, Word::Address(_)) => kind(id)? == Kind::Any,
    };
    fits.then_some((id, value))
}

/// The table that an entry belongs to, if it is one of a module.
fn table_around(image: &Image<'_>, place: u64, modules: &BTreeSet<&str>) -> Option<Table> {
    let size = (2 * image.pointer) as u64;
    entry(image, place).filter(|(id, _)| *id != 0)?;
    let before = |place: u64| {
        let before = place.checked_sub(size)?;
        entry(image, before).filter(|(id, _)| *id != 0).map(|_| before)
    };
    let start = std::iter::successors(Some(place), |place| before(*place)).take(MOST).last()?;
    let mut gil_used = None;
    let mut functions = 0;
    let mut ended = false;
    for number in 0..2 * MOST as u64 {
        let (id, value) = entry(image, start + number * size)?;
        match (kind(id), value) {
            (None, _) => {
                ended = true;
                break;
            }
            // Two declarations in one table: `CPython` refuses it.
            (Some(Kind::Gil), _) if gil_used.is_some() => return None,
            (Some(Kind::Gil), Word::Plain(value)) => gil_used = Some(value == 0),
            (Some(Kind::Function), _) => functions += 1,
            _ => {}
        }
    }
    if !ended {
        return None;
    }
    let module = module_of(image, start, modules);
    let certain = module.is_some() || functions > 0;
    certain.then_some(Table { address: start, gil_used, module })
}

/// The module whose `PyModuleDef` points to a table: `m_slots` is the fifth of the pointers that
/// begin with `m_name`.
///
/// Source: `PyModuleDef` of the C API.
fn module_of(image: &Image<'_>, table: u64, modules: &BTreeSet<&str>) -> Option<String> {
    image.pointers_to(table).into_iter().take(MOST).find_map(|place| {
        let name = place.checked_sub(4 * image.pointer as u64)?;
        let Word::Address(text) = image.word(name)? else { return None };
        let last = image.text(text)?.rsplit('.').next()?;
        modules.get(last).map(|module| (*module).to_owned())
    })
}

//! Plans of projects with one odd thing each.

//! A table of the file, read key by key; what was never asked for is an unknown key.

use std::fmt::Display;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problems::{Findings, did_you_mean};

/// A table under its path in the file.
pub(crate) struct Section<'f> {
    table: &'f DeTable<'f>,
    span: Range<usize>,
    path: String,
    known: Vec<&'static str>,
    findings: &'f Findings<'f>,
    /// What is said elsewhere for keys that are not here: a preset.
    otherwise: Option<Box<Section<'f>>>,
    /// Whether everything in it stands at one place of the user's file: where it names a preset.
    is_preset: bool,
}

/// A value with where it stands.
pub(crate) struct Found<'f> {
    value: &'f DeValue<'f>,
    span: Range<usize>,
    at: String,
    findings: &'f Findings<'f>,
    otherwise: Option<Box<Found<'f>>>,
    is_preset: bool,
}

/// The tables in which a user's keys and a preset's go together; others take the place of the
/// preset's as a whole.
const MERGED: [&str; 3] = ["answer", "event", "item"];

impl<'f> Section<'f> {
    pub fn root(table: &'f Spanned<DeTable<'f>>, findings: &'f Findings<'f>) -> Self {
        let span = table.span();
        Self {
            table: table.get_ref(),
            span,
            path: String::new(),
            known: Vec::new(),
            findings,
            otherwise: None,
            is_preset: false,
        }
    }

    /// Puts a preset behind this table: what the table does not say, the preset does. A problem
    /// with it is one of the line that names it, `named`.
    pub fn or_else(&mut self, named: &Found<'f>, preset: &'f Spanned<DeTable<'f>>) {
        self.otherwise = Some(Box::new(Section {
            table: preset.get_ref(),
            span: named.span.clone(),
            path: named.at.clone(),
            known: Vec::new(),
            findings: self.findings,
            otherwise: None,
            is_preset: true,
        }));
    }

    /// The preset behind this table.
    pub fn preset(&mut self) -> Option<&mut Section<'f>> {
        self.otherwise.as_deref_mut()
    }

    /// The value under `key` in the user's own file.
    pub fn own(&mut self, key: &'static str) -> Option<Found<'f>> {
        self.known.push(key);
        self.table.get(key).map(|value| self.found(key, value))
    }

    /// The value under `key`, which is from now on a known one.
    pub fn get(&mut self, key: &'static str) -> Option<Found<'f>> {
        let own = self.own(key);
        let preset = self.otherwise.as_mut().and_then(|preset| preset.get(key));
        match own {
            Some(mut own) => {
                own.otherwise = preset.filter(|_| MERGED.contains(&key)).map(Box::new);
                Some(own)
            }
            None => preset,
        }
    }

    /// The same, and a problem if it is not there.
    pub fn required(&mut self, key: &'static str) -> Option<Found<'f>> {
        let found = self.get(key);
        if found.is_none() {
            self.problem(format!("`{key}` is missing"));
        }
        found
    }

    /// The table under `key`.
    pub fn section(&mut self, key: &'static str) -> Option<Section<'f>> {
        self.get(key)?.section()
    }

    /// Every entry, for a table whose keys are names that the user chose.
    pub fn entries(&self) -> impl Iterator<Item = (&'f str, Found<'f>)> {
        self.table.iter().map(|(key, value)| {
            let name: &'f str = key.get_ref();
            (name, self.found(name, value))
        })
    }

    /// A problem with this table as a whole.
    pub fn problem(&self, what: impl Into<String>) {
        self.findings.add(&self.span, self.path.clone(), what);
    }

    /// Reports every key that was not read.
    pub fn finish(self) {
        for (name, found) in self.entries() {
            if !self.known.contains(&name) {
                let hint = did_you_mean(name, self.known.iter().copied());
                found.problem(format!("unknown key{hint}"));
            }
        }
    }

    fn found(&self, key: &str, value: &'f Spanned<DeValue<'f>>) -> Found<'f> {
        let at = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Found {
            value: value.get_ref(),
            span: if self.is_preset { self.span.clone() } else { value.span() },
            at,
            findings: self.findings,
            otherwise: None,
            is_preset: self.is_preset,
        }
    }
}

impl<'f> Found<'f> {
    /// A problem with this value.
    pub fn problem(&self, what: impl Into<String>) {
        self.findings.add(&self.span, self.at.clone(), what);
    }

    /// The value as a string.
    pub fn text(&self) -> Option<&'f str> {
        let Some(text) = self.value.as_str() else {
            return self.wrong_type("a string");
        };
        Some(text)
    }

    /// The same, where something else than a string is somebody else's problem.
    pub fn peek_text(&self) -> Option<&'f str> {
        self.value.as_str()
    }

    /// The string, made into what it stands for.
    pub fn parsed<T, E: Display>(&self, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        parse(self.text()?).map_err(|error| self.problem(error.to_string())).ok()
    }

    /// One of a closed list of words.
    pub fn one_of<T: Copy>(&self, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            let hint = did_you_mean(text, known.iter().copied());
            self.problem(format!("`{text}` is not one of {}{hint}", known.join(", ")));
        }
        found
    }

    /// A whole number inside `range`.
    pub fn integer(&self, range: RangeInclusive<u64>) -> Option<u64> {
        let Some(integer) = self.value.as_integer() else {
            return self.wrong_type("a whole number");
        };
        let number = u64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let inside = number.filter(|number| range.contains(number));
        if inside.is_none() {
            self.problem(format!("must be between {} and {}", range.start(), range.end()));
        }
        inside
    }

    /// The value as a table.
    pub fn section(&self) -> Option<Section<'f>> {
        let Some(table) = self.value.as_table() else {
            return self.wrong_type("a table");
        };
        Some(Section {
            table,
            span: self.span.clone(),
            path: self.at.clone(),
            known: Vec::new(),
            findings: self.findings,
            otherwise: self.otherwise.as_ref().and_then(|found| found.section()).map(Box::new),
            is_preset: self.is_preset,
        })
    }

    /// A truth value.
    pub fn boolean(&self) -> Option<bool> {
        let Some(value) = self.value.as_bool() else {
            return self.wrong_type("true or false");
        };
        Some(value)
    }

    /// Every element of a list.
    pub fn list(&self) -> Option<Vec<Found<'f>>> {
        let Some(array) = self.value.as_array() else {
            return self.wrong_type("a list");
        };
        let elements = array.iter().enumerate().map(|(index, value)| Found {
            value: value.get_ref(),
            span: if self.is_preset { self.span.clone() } else { value.span() },
            at: format!("{}[{index}]", self.at),
            findings: self.findings,
            otherwise: None,
            is_preset: self.is_preset,
        });
        Some(elements.collect())
    }

    /// Whether the value is a table, for settings that take a string or a table.
    pub fn is_table(&self) -> bool {
        self.value.is_table()
    }

    /// Whether the value is a list, for settings that take one value or several.
    pub fn is_list(&self) -> bool {
        self.value.is_array()
    }

    fn wrong_type<T>(&self, wanted: &str) -> Option<T> {
        self.problem(format!("must be {wanted}, is a {}", self.value.type_str()));
        None
    }
}

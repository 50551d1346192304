//! Reading a crate's sources.

use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, Item, ItemUse, Macro, UseTree};

use crate::tree::{Mention, Module, Name, Tree};

impl Tree {
    /// The crate whose root is this file of a package's folder.
    pub fn read(package: &Path, root: &Path) -> Self {
        let mut tree = Self::default();
        let folder = root.parent().expect("a folder");
        tree.file(package, root, folder, "crate".to_owned());
        tree
    }

    /// Reads a file, and the files of its children, which are in `folder`.
    fn file(&mut self, package: &Path, file: &Path, folder: &Path, name: Name) {
        let text = std::fs::read_to_string(file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let shown = file.strip_prefix(package).unwrap_or(file).display().to_string();
        self.items(package, &parsed.items, &Place { folder, file: &shown }, name);
    }

    fn items(&mut self, package: &Path, items: &[Item], place: &Place<'_>, name: Name) {
        let mut reader = Reader { module: Module::default(), file: place.file };
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            let Item::Mod(inner) = item else {
                reader.module.defined.extend(defined(item));
                reader.visit_item(item);
                continue;
            };
            let last = inner.ident.to_string();
            let child = format!("{name}::{last}");
            let folder = place.folder.join(&last);
            reader.module.children.insert(last.clone());
            match &inner.content {
                Some((_, items)) => {
                    let place = Place { folder: &folder, file: place.file };
                    self.items(package, items, &place, child);
                }
                None => self.file(package, &file_of(place.folder, &last), &folder, child),
            }
        }
        self.0.insert(name, reader.module);
    }
}

/// Where a module is written.
struct Place<'p> {
    /// Where the files of its children are.
    folder: &'p Path,
    /// Its own file, as it is shown.
    file: &'p str,
}

fn file_of(folder: &Path, name: &str) -> PathBuf {
    let beside = folder.join(format!("{name}.rs"));
    if beside.exists() { beside } else { folder.join(name).join("mod.rs") }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn defined(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// Gathers what the items of one module name.
struct Reader<'f> {
    module: Module,
    file: &'f str,
}

impl Reader<'_> {
    fn mention(&mut self, path: Vec<String>, line: usize) {
        let at = format!("{}:{line}", self.file);
        self.module.mentions.push(Mention { path, at });
    }

    fn import(&mut self, tree: &UseTree, before: &[String]) {
        match tree {
            UseTree::Path(path) => {
                self.import(&path.tree, &[before, &[path.ident.to_string()]].concat());
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before)),
            UseTree::Name(name) => self.named(before, &name.ident, None),
            UseTree::Rename(name) => self.named(before, &name.ident, Some(&name.rename)),
            UseTree::Glob(glob) => {
                self.module.globs.push(before.to_vec());
                self.mention(before.to_vec(), glob.star_token.span.start().line);
            }
        }
    }

    fn named(&mut self, before: &[String], ident: &Ident, renamed: Option<&Ident>) {
        let mut path = before.to_vec();
        if ident != "self" {
            path.push(ident.to_string());
        }
        self.mention(path.clone(), ident.span().start().line);
        if let Some(name) = renamed.map(ToString::to_string).or_else(|| path.last().cloned()) {
            self.module.imports.insert(name, path);
        }
    }

    /// Paths in what a macro is given: `crate::a::b` among its tokens. A word by itself may be
    /// anything: a field, a variable.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut line, mut colons) = (0, 0);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if colons == 2 => path.push(ident.to_string()),
                TokenTree::Ident(ident) => {
                    self.joined(std::mem::take(&mut path), line);
                    line = ident.span().start().line;
                    path.push(ident.to_string());
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    self.joined(std::mem::take(&mut path), line);
                }
            }
            colons = 0;
        }
        self.joined(path, line);
    }

    fn joined(&mut self, path: Vec<String>, line: usize) {
        if path.len() > 1 {
            self.mention(path, line);
        }
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.import(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let parts = path.segments.iter().map(|part| part.ident.to_string()).collect();
        let line = path.segments.first().map_or(0, |part| part.ident.span().start().line);
        self.mention(parts, line);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, given: &'a Macro) {
        self.tokens(given.tokens.clone());
        visit::visit_macro(self, given);
    }

    /// `pub(super)` names who may look, not what is used.
    fn visit_vis_restricted(&mut self, _: &'a syn::VisRestricted) {}
}

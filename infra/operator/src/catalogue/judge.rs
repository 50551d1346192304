//! Every row, judged by the rules of the consumer, and beside the other rows.

use std::collections::HashMap;

use jiff::Timestamp;
use mapping::{ItemError, Product};
use settings::Source;

use super::codes;
use super::columns::Names;
use super::model::{Catalogue, Format, Problem, Raw, Row};

/// The longest row, in bytes, as it is sent: ten of them make a batch.
const MOST_BYTES: usize = 20 * 1024;

/// What rows are read under.
type Terms<'a> = (&'a Format, &'a Source, Timestamp);

/// Sorts the rows into those that may be sent and what is wrong with the others.
pub(super) fn judge(raws: Vec<Raw>, columns: &Names, terms: Terms<'_>, catalogue: &mut Catalogue) {
    let named = |what: &'static str| columns.get(what).cloned();
    let mut seen: HashMap<(String, Option<String>), (u64, Product)> = HashMap::new();
    for raw in raws {
        let line = raw.line;
        let product = match product(raw, terms) {
            Ok(product) => product,
            Err(what) => {
                catalogue.problems.push(Problem { line, column: named("id"), what });
                continue;
            }
        };
        if let Some((column, what)) = wrong(&product, terms) {
            catalogue.problems.push(Problem { line, column: named(column), what });
            continue;
        }
        let key = (product.item_id.clone(), product.version.clone());
        match seen.get(&key) {
            Some((_, first)) if *first == product => {
                catalogue.repeated = catalogue.repeated.saturating_add(1);
            }
            Some((first, _)) => {
                let what = format!("is the item of line {first}, and says something else of it");
                catalogue.problems.push(Problem { line, column: named("id"), what });
            }
            None => {
                seen.insert(key, (line, product.clone()));
                catalogue.rows.push(Row { line, product });
            }
        }
    }
    catalogue.warnings.extend(codes::shortened(&catalogue.rows));
}

/// The product of a row, its code with the zeros put back that a spreadsheet took off.
fn product(raw: Raw, (format, ..): Terms<'_>) -> Result<Product, String> {
    let item_id = raw.item_id.ok_or("is empty: each row needs the item's number")?;
    if codes::is_rounded(&item_id) {
        return Err("was rounded by a spreadsheet (1.23E+12): format the column as text, and \
                    export it again"
            .to_owned());
    }
    Ok(Product {
        item_id: codes::padded(item_id, format.pad_codes),
        description: raw.description,
        country_of_origin: raw.country_of_origin,
        version: raw.version.or_else(|| format.as_of.clone()),
        round: format.round.clone(),
    })
}

/// What is wrong with a product, and in which column.
fn wrong(product: &Product, (_, source, now): Terms<'_>) -> Option<(&'static str, String)> {
    let is_country = |country: &String| {
        country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    if !product.country_of_origin.as_ref().is_none_or(is_country) {
        let what = "is no country as ISO 3166-1 writes one: two capital letters (DE)";
        return Some(("origin", what.to_owned()));
    }
    let length = product.body().len();
    if length > MOST_BYTES {
        let what = format!("the row has {length} bytes, and {MOST_BYTES} may be sent");
        return Some(("description", what));
    }
    match product.item(source, now) {
        Ok(_) => None,
        Err(error @ (ItemError::Id | ItemError::Conflict)) => Some(("id", said(&error))),
        Err(error @ (ItemError::EmptyDescription | ItemError::NoLetter)) => {
            Some(("description", said(&error)))
        }
        Err(error @ ItemError::Version(_)) => Some(("version", version(&error, source))),
        Err(error @ ItemError::Field { .. }) => Some(("description", said(&error))),
    }
}

/// What is wrong, without the name of the field before it: the column's stands there.
fn said(error: &ItemError) -> String {
    let text = error.to_string();
    text.split_once(": ").map_or_else(|| text.clone(), |(_, what)| what.to_owned())
}

fn version(error: &ItemError, source: &Source) -> String {
    let kind = source.version.kind().word();
    format!(
        "{} (versions of the lineage `{}` are by {kind}; without a column of them, --as-of says \
         one for all rows)",
        said(error),
        source.lineage
    )
}

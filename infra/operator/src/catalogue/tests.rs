//! Files as spreadsheets and databases write them, and everything that is wrong with bad ones.

use settings::Settings;

use super::*;

const SEQUENCE: &str = r#"{ sequence = "$.revision", of = "item" }"#;
const TIME: &str = r#"{ time = "$.changed" }"#;
const RECEIVED: &str = "\"received\"";

fn source(version: &str) -> Source {
    let text = format!(
        r#"
[api.a]
base_url = "https://a.example"
key = "env:A"
[source.erp]
scheme = "github"
tenant = "acme"
secrets = ["env:S"]
version = {version}
"#
    );
    Settings::parse(&text).expect("good settings").sources.remove("erp").expect("the source")
}

fn read_as(bytes: &[u8], format: &Format, version: &str) -> Catalogue {
    let now = "2026-11-26T12:00:00Z".parse().expect("a time");
    of(bytes, format, &source(version), now)
}

fn read(text: &str) -> Catalogue {
    read_as(text.as_bytes(), &Format::default(), RECEIVED)
}

/// Each row as `line: id | description | origin | version`.
fn rows(catalogue: &Catalogue) -> Vec<String> {
    assert_eq!(catalogue.problems, [], "no problem is expected");
    let row = |Row { line, product }: &Row| {
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let (origin, version) = (or_dash(&product.country_of_origin), or_dash(&product.version));
        format!("{line}: {} | {} | {origin} | {version}", product.item_id, product.description)
    };
    catalogue.rows.iter().map(row).collect()
}

/// Each problem as `line column: what`.
fn problems(catalogue: &Catalogue) -> Vec<String> {
    let problem = |Problem { line, column, what }: &Problem| {
        let column = column.as_ref().map(|column| format!(" {column}")).unwrap_or_default();
        format!("{line}{column}: {what}")
    };
    catalogue.problems.iter().map(problem).collect()
}

const EXPECTED: [&str; 2] = ["2: A-1 | Shirt, cotton | DE | -", "3: A-2 | Mug \"M\" | - | -"];

#[test]
fn csv_is_read_whatever_stands_between_its_fields() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = format!(
            "SKU{delimiter}Description{delimiter}Origin\nA-1{delimiter}\"Shirt, cotton\"{delimiter}DE\n\
             A-2{delimiter}\"Mug \"\"M\"\"\"{delimiter}\n"
        );
        assert_eq!(rows(&read(&text)), EXPECTED, "{delimiter:?}");
        let dos = text.replace('\n', "\r\n");
        assert_eq!(rows(&read(&dos)), EXPECTED, "{delimiter:?}");
    }
}

#[test]
fn what_excel_adds_is_no_part_of_the_first_name() {
    let text = "SKU;Description\nA-1;Caf\u{e9} mug\n";
    let expected = ["2: A-1 | Caf\u{e9} mug | - | -"];
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    assert_eq!(rows(&read_as(&marked, &Format::default(), RECEIVED)), expected);
    for (mark, bytes) in [
        ([0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
        ([0xfe, 0xff], text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        let unicode = [mark.as_slice(), &bytes].concat();
        assert_eq!(rows(&read_as(&unicode, &Format::default(), RECEIVED)), expected);
    }
    let said = format!("sep=;\r\n{text}");
    assert_eq!(rows(&read(&said)), ["3: A-1 | Caf\u{e9} mug | - | -"]);
}

#[test]
fn columns_are_found_by_usual_names_or_as_flags_say() {
    let text = "Nr,Name,Material,Item ID,Country of Origin\n1,Bolt,steel,A-1,TW\n";
    assert_eq!(rows(&read(text)), ["2: A-1 | Bolt | TW | -"]);
    let named = |name: &str| name.parse().expect("a column");
    let wanted = Wanted {
        id: Some(named("nr")),
        description: vec![named("Name"), named("3")],
        ..Wanted::default()
    };
    let format = Format { wanted: wanted.clone(), ..Format::default() };
    let found = read_as(text.as_bytes(), &format, RECEIVED);
    assert_eq!(rows(&found), ["2: 1 | Bolt; steel | TW | -"]);
    let wanted =
        Wanted { id: Some(named("1")), description: vec![named("2")], no_header: true, ..wanted };
    let format = Format { wanted, ..Format::default() };
    let found = read_as(b"A-1,Bolt\nA-2,Nut\n", &format, RECEIVED);
    assert_eq!(rows(&found), ["1: A-1 | Bolt | - | -", "2: A-2 | Nut | - | -"]);
}

#[test]
fn a_text_may_hold_line_breaks_and_the_next_row_still_knows_its_line() {
    let found = read("sku,description\nA-1,\"a\nmug\"\n\nA-2,Cup\n");
    assert_eq!(rows(&found), ["2: A-1 | a\nmug | - | -", "5: A-2 | Cup | - | -"]);
}

#[test]
fn json_lines_keep_the_digits_of_a_number() {
    let format = Format { is_json: true, ..Format::default() };
    let text = "{\"sku\": 9007199254740993, \"name\": \"Mug\"}\n\n{\"sku\": \"A-2\", \"name\": \"Cup\", \"origin\": null}\n";
    let found = read_as(text.as_bytes(), &format, RECEIVED);
    assert_eq!(rows(&found), ["1: 9007199254740993 | Mug | - | -", "3: A-2 | Cup | - | -"]);
}

#[test]
fn versions_are_read_where_the_source_has_some() {
    let text = b"sku,name,version\nA-1,Mug,7\n";
    let found = read_as(text, &Format::default(), SEQUENCE);
    assert_eq!(rows(&found), ["2: A-1 | Mug | - | 7"]);
    let found = read_as(text, &Format::default(), RECEIVED);
    assert_eq!(rows(&found), ["2: A-1 | Mug | - | -"], "its source's senders give none");
    let format = Format { as_of: Some("2026-11-01".to_owned()), ..Format::default() };
    let found = read_as(b"sku,name\nA-1,Mug\n", &format, TIME);
    assert_eq!(rows(&found), ["2: A-1 | Mug | - | 2026-11-01"]);
}

#[test]
fn every_problem_of_a_file_is_said_with_its_line_and_column() {
    let text = "sku,name,origin,rev\n\
                ,Mug,DE,1\n\
                A-2,,DE,1\n\
                A-3,4711-3,DE,1\n\
                A-4,Mug,Germany,1\n\
                4.71E+12,Mug,DE,1\n\
                A-6,Mug,DE\n\
                A-7,Mug,DE,x\n\
                A-8,Mug,DE,\n\
                A-9,Mug,DE,1\n\
                A-9,Cup,DE,1\n";
    let wanted = Wanted { version: "rev".parse().ok(), ..Wanted::default() };
    let format = Format { wanted, ..Format::default() };
    let found = read_as(text.as_bytes(), &format, SEQUENCE);
    let said = problems(&found);
    let expected = [
        "2 sku: is empty",
        "3 name: is empty",
        "4 name: has no letter",
        "5 origin: is no country",
        "6 sku: was rounded by a spreadsheet",
        "7: has 3 fields, and line 1 has 4",
        "8 rev: version is not a whole number",
        "9 rev: version selects nothing",
        "11 sku: is the item of line 10, and says something else",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}: expected {expected}");
    }
}

#[test]
fn a_file_that_is_no_catalogue_says_what_it_lacks() {
    let json = Format { is_json: true, ..Format::default() };
    let plain = Format::default();
    let wanted = Wanted { id: "number".parse().ok(), ..Wanted::default() };
    let flagged = Format { wanted, ..Format::default() };
    let cases: [(&[u8], &Format, &str); 8] = [
        (b"", &plain, "1: the file is empty"),
        (b"a,b\n1,2\n", &plain, "1: no column holds the item's number"),
        (b"sku,b\n1,2\n", &plain, "1: no column holds the description"),
        (b"sku,name\n1,Mug\n", &flagged, "1: there is no column `number`: there are sku, name"),
        (b"sku,name\nA-1,caf\xe9\n", &plain, "2: is not UTF-8 at byte 8 of the line"),
        (b"\xff\xfea", &plain, "1: begins as UTF-16 and is none"),
        (
            b"{\"sku\": \"A\", \"name\": \"Mug\"}\nhunter2\n",
            &json,
            "2: is no JSON object, at column 1",
        ),
        (b"{\"sku\": 4711.0, \"name\": \"Mug\"}\n", &json, "1 sku: is a number that is not"),
    ];
    for (bytes, format, expected) in cases {
        let said = problems(&read_as(bytes, format, RECEIVED));
        assert!(said.iter().any(|said| said.starts_with(expected)), "{expected}: {said:#?}");
        assert!(!said.concat().contains("hunter2"), "{said:#?}");
    }
}

#[test]
fn codes_that_lost_their_zeros_are_reported_and_put_back_where_it_is_asked() {
    let long = (0..20).map(|number| format!("40123456789{number:02},Mug"));
    let lines = ["gtin,name".to_owned()].into_iter().chain(long);
    let lines = lines.chain(["12345678905,Cup".to_owned()]);
    let text = lines.collect::<Vec<_>>().join("\n");
    let found = read(&text);
    let [warning] = found.warnings.as_slice() else { panic!("one warning: {:?}", found.warnings) };
    assert!(warning.starts_with("1 codes have fewer digits than the 13"), "{warning}");
    assert!(warning.contains("lines 22"), "{warning}");
    let format = Format { pad_codes: Some(13), ..Format::default() };
    let found = read_as(text.as_bytes(), &format, RECEIVED);
    assert!(rows(&found).contains(&"22: 0012345678905 | Cup | - | -".to_owned()));
    assert_eq!(found.warnings, Vec::<String>::new());
}

#[test]
fn numbers_that_are_counted_up_are_no_warning() {
    let lines: Vec<_> = (1..200).map(|number| format!("{number},Mug")).collect();
    let text = format!("sku,name\n{}", lines.join("\n"));
    assert_eq!(read(&text).warnings, Vec::<String>::new());
}

#[test]
fn the_same_row_twice_is_sent_once() {
    let found = read("sku,name\nA-1,Mug\nA-1,Mug\n");
    assert_eq!((rows(&found).len(), found.repeated), (1, 1));
}

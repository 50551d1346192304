use super::*;

fn item(description: &str, country: Option<&str>) -> Item {
    Item {
        place: 0,
        id: format!("id of {description}"),
        description: description.to_owned(),
        country_of_origin: country.map(str::to_owned),
        version: None,
    }
}

/// Asker `n` is the first item of event `n`.
fn asker(event: usize) -> ItemRef {
    ItemRef { event, item: 0 }
}

fn ids() -> impl FnMut() -> String {
    let mut count = 0;
    move || {
        count += 1;
        format!("new-{count}")
    }
}

fn packed(descriptions: &[&str], planned: Option<&str>, limit: usize) -> Vec<Pack> {
    let items: Vec<_> = descriptions.iter().map(|text| item(text, None)).collect();
    let askers = items.iter().enumerate().map(|(event, item)| (asker(event), item));
    packs("api", planned, askers, limit, ids())
}

/// The events that ask each question.
fn events(pack: &Pack) -> Vec<Vec<usize>> {
    let of = |askers: &Askers| askers.iter().map(|asker| asker.event).collect();
    pack.questions.iter().map(of).collect()
}

fn only_pack(descriptions: &[&str]) -> Pack {
    packed(descriptions, Some("planned"), 200).remove(0)
}

#[test]
fn equal_contents_are_one_question_and_a_call_takes_as_many_as_its_api() {
    let calls = packed(&["mug", "hat", "mug", "pen"], Some("planned"), 2);
    let all: Vec<_> = calls.iter().map(events).collect();
    assert_eq!(all, [vec![vec![0, 2], vec![1]], vec![vec![3]]]);
}

#[test]
fn another_country_is_another_content() {
    let items = [item("mug", None), item("mug", Some("CN")), item("mug", Some("DE"))];
    let askers = items.iter().enumerate().map(|(event, item)| (asker(event), item));
    let calls = packs("api", None, askers, 200, ids());
    assert_eq!(calls.iter().map(events).collect::<Vec<_>>(), [vec![vec![0], vec![1], vec![2]]]);
}

/// The claims name the first call before it is made; every other one has to be noted.
#[test]
fn the_first_call_alone_has_the_id_that_was_planned() {
    let named = |calls: Vec<Pack>| -> Vec<_> {
        calls.into_iter().map(|call| (call.request_id, call.is_noted)).collect()
    };
    let planned = named(packed(&["a", "b", "c"], Some("planned"), 1));
    let expected = [("planned", true), ("new-1", false), ("new-2", false)];
    assert_eq!(planned, expected.map(|(id, noted)| (id.to_owned(), noted)));
    let unplanned = named(packed(&["a", "b"], None, 1));
    let expected = [("new-1", false), ("new-2", false)];
    assert_eq!(unplanned, expected.map(|(id, noted)| (id.to_owned(), noted)));
}

#[test]
fn who_is_not_wanted_any_more_is_left_out_and_questions_of_nobody_go() {
    let pack = only_pack(&["mug", "hat", "mug"]);
    assert_eq!(events(&pack.clone().only(|asker| asker.event != 0)), [vec![2], vec![1]]);
    assert_eq!(events(&pack.only(|asker| asker.event == 1)), [vec![1]]);
}

#[test]
fn everybody_who_asks_gets_the_answer_to_their_own_question() {
    let pack = only_pack(&["mug", "hat", "mug"]);
    assert_eq!(pack.events(), BTreeSet::from([0, 1, 2]));
    assert_eq!(pack.askers().map(|asker| asker.event).collect::<Vec<_>>(), [0, 2, 1]);
    let answer = |code: &str| Answer::Completed {
        hts_code: code.to_owned(),
        duty: None,
        confidence: None,
        components: Vec::new(),
        verbatim: String::new(),
    };
    let (mug, hat) = (answer("6912"), answer("6505"));
    let answers = Answers {
        about: classifier::Named::default(),
        items: vec![mug.clone(), hat.clone()],
        ignored: 0,
    };
    let answered: Vec<_> = pack.answered(&answers).map(|(asker, a)| (asker.event, a)).collect();
    assert_eq!(answered, [(0, &mug), (2, &mug), (1, &hat)]);
}

/// A probe asks one question; what is left is another body, and so has another id.
#[test]
fn a_probe_is_the_first_question_and_the_others_are_a_call_of_their_own() {
    let mut pack = only_pack(&["mug", "hat", "pen"]);
    let rest = pack.keep_first(ids()).expect("two are left");
    assert_eq!((events(&pack), &*pack.request_id), (vec![vec![0]], "planned"));
    assert_eq!((events(&rest), &*rest.request_id), (vec![vec![1], vec![2]], "new-1"));
    assert!(!rest.is_noted && rest.api == "api");
    assert_eq!(pack.keep_first(ids()), None, "nothing is left");
    assert_eq!(events(&pack), [vec![0]]);
}

#[test]
fn a_call_of_several_events_is_halved_between_them() {
    let [first, second] = only_pack(&["mug", "hat", "mug", "pen", "cup"]).halves(ids());
    // The content that both halves ask for is a question of each.
    assert_eq!(events(&first), [vec![0, 2], vec![1]]);
    assert_eq!(events(&second), [vec![3], vec![4]]);
    let names = [&first, &second].map(|half| (half.request_id.as_str(), half.is_noted));
    assert_eq!(names, [("new-1", false), ("new-2", false)], "a new body never has an old id");

    let [first, second] = only_pack(&["mug", "mug"]).halves(ids());
    assert_eq!((events(&first), events(&second)), (vec![vec![0]], vec![vec![1]]));
}

#[test]
fn a_call_of_one_event_is_halved_between_its_items() {
    let items: Vec<_> = ["mug", "hat", "pen"].map(|text| item(text, None)).into_iter().collect();
    let asker = |place: usize| ItemRef { event: 4, item: place };
    let askers = items.iter().enumerate().map(|(place, item)| (asker(place), item));
    let pack = packs("api", None, askers, 200, ids()).remove(0);
    let [first, second] = pack.halves(ids());
    assert_eq!(first.askers().collect::<Vec<_>>(), [asker(0), asker(1)]);
    assert_eq!(second.askers().collect::<Vec<_>>(), [asker(2)]);
}

/// No tenant's number for an item is seen in another's evidence.
#[test]
fn a_question_names_its_content_and_never_the_senders_number() {
    let items = [item("mug", Some("CN")), item("hat", None)];
    let askers = items.iter().enumerate().map(|(event, item)| (asker(event), item));
    let pack = packs("api", None, askers, 200, ids()).remove(0);
    let asked = pack.asked(|asker| items.get(asker.event)).expect("all are there");
    let told: Vec<_> =
        asked.iter().map(|q| (&*q.description, q.country_of_origin.as_deref())).collect();
    assert_eq!(told, [("mug", Some("CN")), ("hat", None)]);
    for (question, item) in asked.iter().zip(&items) {
        let country = item.country_of_origin.as_deref();
        assert_eq!(question.item_id, mapping::content_mark("api", &item.description, country));
        assert_ne!(question.item_id, item.id);
    }
    assert_eq!(pack.asked(|asker| items.get(asker.event).filter(|_| asker.event == 0)), None);
}

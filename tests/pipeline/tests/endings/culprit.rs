//! One event that an API refuses, and with it every call that holds it: how long it is looked for.

use std::num::NonZeroU32;
use std::time::Duration;

use ledger::Phase;
use pipeline::scene::start;
use settings::{ApiRate, RateUnit};

use crate::api::{Api, REFUSED};
use crate::world::World;

/// Two hundred events, of which the API refuses one, by 60 calls a minute, five at once. Its calls
/// take what they take by its documents: 36 s for one item, 240 s for two hundred.
async fn with_a_culprit(at: usize) -> World {
    let description = |number: usize| {
        if number == at { format!("A {REFUSED} mug") } else { format!("Mug {number}") }
    };
    let descriptions: Vec<String> = (0..200).map(description).collect();
    let takes = (Duration::from_secs(36), Duration::from_millis(1_025));
    let mut world = World::of(&descriptions, Api::growing(takes.0, takes.1)).await;
    let whole = |number| NonZeroU32::new(number).expect("not zero");
    let per = Duration::from_mins(1);
    world.rate(ApiRate { unit: RateUnit::Calls, units: whole(60), per, burst: whole(5) });
    world
}

fn count(world: &World, phase: Phase) -> usize {
    world.ledger.rows().iter().filter(|row| row.phase == phase).count()
}

#[tokio::test(start_paused = true)]
async fn a_culprit_at_any_place_among_200_is_found_in_one_receive() {
    for at in (0..200).step_by(7).chain([199]) {
        let mut world = with_a_culprit(at).await;
        assert!(world.invoke(start()).await);
        let (done, refused) = (count(&world, Phase::Done), count(&world, Phase::Refused));
        assert_eq!((done, refused), (199, 1), "at {at}");
        assert!(world.api.refused().len() <= 9, "at {at}: {:?}", world.api.refused());
    }
}

#[tokio::test(start_paused = true)]
async fn a_search_that_is_cut_off_goes_on_among_the_suspects() {
    let mut world = with_a_culprit(0).await;
    // Time for three calls that are refused: none begins that could not be answered.
    let short = Duration::from_secs(360 + 44 + 1);
    assert!(world.invoke_for(start(), short).await);
    assert_eq!(world.api.refused(), [200, 100, 50]);
    assert_eq!(count(&world, Phase::Released), 200, "nobody is done, and nobody has failed");
    let next = world.queue.next_at().expect("all of them");
    let last = next + Duration::from_mins(2);
    assert!(world.invoke(last).await);
    assert_eq!(world.api.refused(), [200, 100, 50, 25, 13, 7, 4, 2, 1]);
    assert_eq!((count(&world, Phase::Done), count(&world, Phase::Refused)), (199, 1));
}

#[tokio::test(start_paused = true)]
async fn where_an_api_refuses_everything_nobody_is_a_suspect() {
    let descriptions: Vec<String> =
        (0..4).map(|number| format!("A {REFUSED} mug {number}")).collect();
    let mut world = World::of(&descriptions, Api::new(Duration::from_secs(1))).await;
    assert!(world.invoke(start()).await);
    assert_eq!(count(&world, Phase::Waiting), 4);
    assert!(world.ledger.rows().iter().all(|row| row.suspects == 0));
}

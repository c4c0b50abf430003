//! The ten published cases, each by its own scheme, written as data alone.

use crate::cycle::{Workspace, fixtures, read};

fn check(case: &str) {
    let folder = fixtures().join("published").join(case);
    let cycle = read(&folder);
    assert!(!cycle.expectations.is_empty());
    let workspace = Workspace::new();
    workspace.load(&folder, &cycle);
    for expected in &cycle.expectations {
        workspace.check(&cycle.council, expected);
    }
}

macro_rules! cases {
    ($($(#[$doc:meta])* $name:ident = $case:literal),+ $(,)?) => {
        $($(#[$doc])* #[test] fn $name() { check($case); })+
    };
}

cases! {
    p01_rochdale_2016_two_decimals = "p01",
    p06_havering_amber_by_last_year = "p06",
    p09_medway_amber_if_it_can_be_reached = "p09",
    p13_tendring_half_even = "p13",
    p14_flintshire_half_up_adds_to_101 = "p14",
    p16_chorley_right_where_the_print_was_wrong = "p16",
    p19_bracknell_forest_stage_and_rating = "p19",
    p21_rotherham_two_denominators = "p21",
    p25_lincoln_two_targets_truncated = "p25",
    p28_east_sussex_carried_over = "p28",
}

//! The table: every endpoint there is, each group in a file of its own.

mod amendments;
mod audit;
mod calendar;
mod commands;
mod council;
mod councils;
mod delegations;
mod digests;
mod feed;
mod health;
mod imports;
mod items;
mod links;
mod people;
mod plans;
mod positions;
mod quarters;
mod records;
mod report_routes;
mod reports;
mod schedules;
mod schemes;
mod tiles;
mod tokens;
mod trace;
mod tree;
mod verification;

use crate::endpoint::Endpoint;

/// Every endpoint.
pub(crate) fn table() -> Vec<Endpoint> {
    let groups = [
        health::endpoints(),
        councils::endpoints(),
        council::endpoints(),
        calendar::endpoints(),
        commands::endpoints(),
        imports::endpoints(),
        plans::endpoints(),
        items::endpoints(),
        quarters::endpoints(),
        positions::endpoints(),
        trace::endpoints(),
        people::endpoints(),
        amendments::endpoints(),
        report_routes::endpoints(),
        reports::endpoints(),
        delegations::endpoints(),
        schemes::endpoints(),
        audit::endpoints(),
        records::endpoints(),
        tree::endpoints(),
        tiles::endpoints(),
        feed::endpoints(),
        tokens::endpoints(),
        schedules::endpoints(),
        digests::endpoints(),
        links::endpoints(),
        verification::endpoints(),
    ];
    groups.into_iter().flatten().collect()
}

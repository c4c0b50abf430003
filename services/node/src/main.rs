//! The binary `quarterday`.

use std::process::ExitCode;

use clap::Parser as _;
use quarterday_node::cli::{Cli, run};
use quarterday_node::client::Refused;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // One provider for all TLS of the process; a second installation is none.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<Refused>() {
                Some(refused) => eprintln!("{refused}"),
                None => eprintln!("{error:#}"),
            }
            ExitCode::FAILURE
        }
    }
}

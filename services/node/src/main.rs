//! The binary `quarterday`.

use std::process::ExitCode;

use quarterday_node::cli::{self, Asked};

fn main() -> ExitCode {
    let Asked { cli, programs_read } = cli::arguments();
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
    match runtime.block_on(cli::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::tell(&error, programs_read);
            ExitCode::FAILURE
        }
    }
}

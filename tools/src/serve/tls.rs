//! The self-signed certificate, made anew at every start.
//!
//! A browser is told to accept it by the hash of its key, so nothing has to be installed and nothing stays behind.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use rcgen::{CertificateParams, DnType, KeyPair, PublicKeyData};
use ring::digest;
use rustls::{ServerConfig, pki_types::CertificateDer};

/// A certificate with its key, ready to serve.
#[derive(Debug)]
pub struct Identity {
    /// The certificate, for a client that wants to trust exactly this one.
    pub certificate: CertificateDer<'static>,
    /// Base64 of the SHA-256 of the SubjectPublicKeyInfo, as Chromium's
    /// `--ignore-certificate-errors-spki-list` takes it.
    pub spki: String,
    /// What a TLS listener needs. HTTP/1.1 only.
    pub config: Arc<ServerConfig>,
}

/// Makes a certificate for every name, its subdomains, and `*.test`.
///
/// # Errors
///
/// When a name is not a valid DNS name, or the system gives no randomness.
pub fn identity(names: &[&str]) -> anyhow::Result<Identity> {
    let alternatives = names
        .iter()
        .flat_map(|name| [(*name).to_owned(), format!("*.{name}")])
        .chain(["*.test".to_owned()])
        .collect::<Vec<_>>();
    let mut params = CertificateParams::new(alternatives)?;
    params.distinguished_name.push(DnType::CommonName, "Hygieia demo sites");
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?.der().clone();
    let spki = digest::digest(&digest::SHA256, &key.subject_public_key_info());

    let mut config = ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key.into())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Identity { certificate, spki: BASE64_STANDARD.encode(spki), config: Arc::new(config) })
}

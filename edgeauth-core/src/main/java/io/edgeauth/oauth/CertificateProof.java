package io.edgeauth.oauth;

import io.edgeauth.outbound.ClientCertificate;
import io.edgeauth.outbound.OutboundForm;

/**
 * Shows a certificate in the handshake, and says in the form whose it is (RFC 8705, section 2).
 *
 * @param clientId the client's id
 * @param certificate what is shown
 */
record CertificateProof(String clientId, ClientCertificate certificate) implements ClientProof {

  @Override
  public void addTo(OutboundForm form, String audience) {
    form.field("client_id", clientId).certificate(certificate);
  }
}

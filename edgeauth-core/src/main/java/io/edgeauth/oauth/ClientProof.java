package io.edgeauth.oauth;

import io.edgeauth.outbound.ClientCertificate;
import io.edgeauth.outbound.OutboundForm;
import org.jspecify.annotations.Nullable;

/** What proves who the client is, as its files said last. Immutable; any thread may use it. */
interface ClientProof {

  /** Adds the proof to a form that goes to an audience. */
  void addTo(OutboundForm form, String audience);

  /** The certificate that is shown, or null. */
  default @Nullable ClientCertificate certificate() {
    return null;
  }
}

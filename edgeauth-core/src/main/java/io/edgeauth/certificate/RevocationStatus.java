package io.edgeauth.certificate;

import java.time.Instant;

/** What is known of one certificate's revocation. */
sealed interface RevocationStatus {

  /**
   * It was not revoked.
   *
   * @param until when that is to be asked again, at the latest
   */
  record Good(Instant until) implements RevocationStatus {}

  /** It was revoked, or is held. */
  record Revoked(String detail) implements RevocationStatus {}

  /** The responder knows no such certificate. */
  record Unknown(String detail) implements RevocationStatus {}

  /** Nobody could say. */
  record Undetermined(String detail) implements RevocationStatus {}
}

package io.edgeauth.policy;

import io.edgeauth.reason.Reason;
import org.jspecify.annotations.Nullable;

/** What a policy says. */
public sealed interface PolicyResult {

  /** The caller may. */
  record Allowed() implements PolicyResult {

    /** The only one that is needed. */
    public static final Allowed INSTANCE = new Allowed();
  }

  /**
   * The caller may not.
   *
   * @param reason why; its status is the answer's
   * @param detail what only the audit log may see, or null
   */
  record Refused(Reason reason, @Nullable String detail) implements PolicyResult {}
}

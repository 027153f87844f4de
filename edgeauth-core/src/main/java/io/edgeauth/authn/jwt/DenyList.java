package io.edgeauth.authn.jwt;

import io.edgeauth.authn.Denial;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Decides which tokens are refused although they are right: those that the file names, and those
 * that were denied in code. Both are leased, so that they outlive a change of the configuration.
 *
 * <p>Any number of threads may use it at once; none waits.
 */
final class DenyList {

  private record FileSettings(Path file) {}

  private record CodeSettings(String authenticator) {}

  private final @Nullable DenyListFile file;
  private final DeniedInCode code;

  private DenyList(@Nullable DenyListFile file, DeniedInCode code) {
    this.file = file;
    this.code = code;
  }

  /**
   * Opens the deny-list of an authenticator.
   *
   * @param authenticator its name
   * @param file what is denied from the start, or null; authenticators may share one
   * @param runtime the runtime, while a generation is built
   * @throws IllegalArgumentException if the file cannot be read or is wrong; the message says why
   */
  static DenyList open(String authenticator, @Nullable Path file, EdgeRuntime runtime) {
    DenyListFile read =
        file == null
            ? null
            : runtime.leases().take(new FileSettings(file), () -> DenyListFile.open(file, runtime));
    return new DenyList(
        read, runtime.leases().take(new CodeSettings(authenticator), DeniedInCode::new));
  }

  boolean denies(TokenMarks marks) {
    return code.index().denies(marks) || (file != null && file.index().denies(marks));
  }

  void deny(Denial denial) {
    code.deny(denial);
  }

  boolean lift(Denial denial) {
    return code.lift(denial);
  }
}

package io.edgeauth.certificate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The digests of chains, and of those that counted what they were. To digest a chain takes as long
 * as all the rest of a decision, and is seldom needed: a server hands out the same objects for all
 * requests of a connection, and the JDK's factory for all connections with the same certificates.
 * Only the same objects find what is remembered, not equal ones. For any thread; does not block.
 */
final class ChainDigests {

  private static final int MAX_CHAINS = 10_000;

  /** Does not hold the first certificate, or it would never be let go. */
  private record Seen(List<X509Certificate> above, Thumbprint digest) {

    @SuppressWarnings("ReferenceEquality") // the same objects are meant
    boolean isOf(List<X509Certificate> chain) {
      if (chain.size() != above.size() + 1) {
        return false;
      }
      for (int i = 0; i < above.size(); i++) {
        if (chain.get(i + 1) != above.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private final Cache<X509Certificate, Seen> seen =
      Caffeine.newBuilder().weakKeys().maximumSize(MAX_CHAINS).executor(Runnable::run).build();

  /** The digest, or null where it has to be made. */
  @Nullable Thumbprint remembered(List<X509Certificate> chain) {
    Seen before = seen.getIfPresent(chain.get(0));
    return before != null && before.isOf(chain) ? before.digest : null;
  }

  /** Only what counts is worth a place: who is refused may come with any number. */
  void remember(List<X509Certificate> chain, Thumbprint digest) {
    seen.put(chain.get(0), new Seen(List.copyOf(chain.subList(1, chain.size())), digest));
  }

  /** Lengths part one chain from another that has the same bytes, cut otherwise. */
  static Thumbprint of(List<X509Certificate> chain) throws CertificateEncodingException {
    if (chain.size() == 1) {
      return Thumbprint.ofEncoded(chain.get(0).getEncoded());
    }
    MessageDigest digest = Thumbprint.sha256();
    for (X509Certificate certificate : chain) {
      byte[] encoded = certificate.getEncoded();
      digest.update(ByteBuffer.allocate(4).putInt(encoded.length).flip());
      digest.update(encoded);
    }
    return Thumbprint.ofDigest(digest.digest());
  }
}

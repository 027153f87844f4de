package io.edgeauth.certificate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.certificate.ForwardedChain.Found;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was read from headers before, by their texts: to read a chain again takes three times as
 * long as all the rest of a decision. For any thread; does not block.
 */
final class ForwardedTexts {

  /** Texts of some ten thousand certificates; what is read from one takes more than its text. */
  private static final long MAX_CHARACTERS = 16L * 1024 * 1024;

  private static final int SAMPLES = 64;

  /**
   * The texts of a request. A server makes them anew for each, and a hash of all their characters
   * would cost more than comparing them: it is of as many as tell certificates apart, which an
   * issuer signed. For that reason only texts of chains that count may be remembered (a stranger
   * could make others with the same samples).
   *
   * @param above of the second header, where there is one
   */
  record Texts(String leaf, @Nullable String above) {

    int length() {
      return leaf.length() + (above == null ? 0 : above.length());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Texts that
          && leaf.equals(that.leaf)
          && Objects.equals(above, that.above);
    }

    @Override
    public int hashCode() {
      return 31 * sample(leaf) + (above == null ? 0 : above.length());
    }

    /** Certificates under one authority have the same one above them. */
    private static int sample(String text) {
      int hash = text.length();
      int step = Math.max(1, text.length() / SAMPLES);
      for (int i = step / 2; i < text.length(); i += step) {
        hash = 31 * hash + text.charAt(i);
      }
      return hash;
    }
  }

  private final Cache<Texts, Found> read =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CHARACTERS)
          .weigher((Texts texts, Found found) -> texts.length())
          .executor(Runnable::run)
          .build();

  @Nullable Found read(Texts texts) {
    return read.getIfPresent(texts);
  }

  void remember(Texts texts, Found found) {
    read.put(texts, new Found(found.certificates(), true));
  }
}

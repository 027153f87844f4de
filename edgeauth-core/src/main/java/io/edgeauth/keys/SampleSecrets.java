package io.edgeauth.keys;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Knows secrets that are none: those that documentation shows, those that ask to be changed,
 * placeholders that nobody filled in, and regular sequences of bytes. Whoever guesses tries these
 * first.
 *
 * <p>Case and punctuation do not count, and each also counts in base64 and in hexadecimal.
 * Stateless.
 */
final class SampleSecrets {

  /** In lower case, letters and digits alone, with where they are shown. */
  private static final Set<String> KNOWN =
      Set.of(
          "secret",
          "supersecret",
          "password",
          "jwtsecret",
          "secretkey",
          "changeit", // the JDK's cacerts
          "notasecret", // Google's PKCS #12 files
          // RFC 7515 appendix A.1 (and RFC 7517 appendix A.3)
          "aym1sysppbydfgzld3umj1qzkobwvmkoqqestjqlrt1qs0gzh75aktmn3yj0ips4hcguutwjazzr1z9caow",
          // RFC 7520 section 3.5
          "hjtxiz2usn5kbqfbttnwbpdmhkv8fjgonbc6mxccyg",
          // jwt.io's debugger, for each of its algorithms, before and since 2024
          "your256bitsecret",
          "your384bitsecret",
          "your512bitsecret",
          "astringsecretatleast256bitslong",
          "avalidstringsecretthatisatleast384bitslong",
          "avalidstringsecretthatisatleast512bitslongwhichisverylong",
          // FastAPI's tutorial on OAuth 2
          "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
          // widely copied tutorials on JWT with Spring Boot
          "404e635266556a586e3272357538782f413f4428472b4b6250645367566b5970",
          "413f4428472b4b6250655368566d5970337336763979244226452948404d6351",
          "bezkoderspring",
          // Supabase's example for running it oneself
          "yoursupersecretjwttokenwithatleast32characterslong",
          // PostgREST's tutorial
          "reallyreallyreallyreallyverysafe",
          // Hasura's documentation
          "3ek6fdo0c7tzbnvfjpmkndi2yaraakzqlk8o2ikoxqu4nf7edah8s3twphwrdwt6r",
          "abcdefghijklmnopqrstuvwxyz0123456789",
          "abcdefghijklmnopqrstuvwxyz123456");

  /** Beginnings of texts that ask to be replaced; JHipster's and Django's are the middle ones. */
  private static final List<String> BEGINNINGS =
      List.of(
          "changeme",
          "changethis",
          "pleasechange",
          "mysecrettokentochange",
          "djangoinsecure",
          "replaceme",
          "replacethis",
          "replacewith",
          "insertyour",
          "putyour",
          "yoursecret",
          "yoursupersecret",
          "yourjwtsecret");

  /** Of printable ASCII: every 65 536th key of random bytes begins and ends like {@code <x>}. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{[ -~]*}|\\$\\([ -~]*\\)|\\{\\{[ -~]*}}|<[ -~]*>|%[A-Za-z0-9_]+%");

  private SampleSecrets() {}

  static boolean contains(byte[] secret) {
    return readings(secret).stream().anyMatch(SampleSecrets::isSample);
  }

  /** The bytes, and what they stand for if they are text in base64 or hexadecimal. */
  private static List<byte[]> readings(byte[] secret) {
    List<byte[]> readings = new ArrayList<>(List.of(secret));
    String text = new String(secret, StandardCharsets.ISO_8859_1);
    try {
      String basic = text.strip().replace('-', '+').replace('_', '/');
      readings.add(Base64.getDecoder().decode(basic));
    } catch (IllegalArgumentException e) {
      // No base64.
    }
    try {
      readings.add(HexFormat.of().parseHex(text.strip()));
    } catch (IllegalArgumentException e) {
      // No hexadecimal.
    }
    return readings;
  }

  private static boolean isSample(byte[] secret) {
    String text = new String(secret, StandardCharsets.ISO_8859_1);
    String words = folded(text);
    String encoded = folded(Base64.getEncoder().encodeToString(secret));
    return KNOWN.contains(words)
        || KNOWN.contains(encoded)
        || BEGINNINGS.stream().anyMatch(words::startsWith)
        || PLACEHOLDER.matcher(text.strip()).matches()
        || isProgression(secret)
        || isRepetition(secret);
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** Every byte is as far from the one before: all alike, counting up, counting down. */
  private static boolean isProgression(byte[] secret) {
    for (int i = 2; i < secret.length; i++) {
      if ((byte) (secret[i] - secret[i - 1]) != (byte) (secret[1] - secret[0])) {
        return false;
      }
    }
    return secret.length > 2;
  }

  /** The same bytes at least twice, the last time perhaps in part. */
  private static boolean isRepetition(byte[] secret) {
    for (int period = 1; period <= secret.length / 2; period++) {
      if (repeatsAfter(secret, period)) {
        return true;
      }
    }
    return false;
  }

  private static boolean repeatsAfter(byte[] secret, int period) {
    for (int i = period; i < secret.length; i++) {
      if (secret[i] != secret[i - period]) {
        return false;
      }
    }
    return true;
  }
}

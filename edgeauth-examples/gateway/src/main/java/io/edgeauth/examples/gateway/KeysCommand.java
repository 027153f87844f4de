package io.edgeauth.examples.gateway;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.authn.apikey.IssuedKey;
import io.edgeauth.authn.apikey.KnownApiKey;
import io.edgeauth.event.LogText;
import io.edgeauth.json.JsonWriter;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What can be done to API keys on the command line, each command a method that returns its exit
 * code. A new key is all that is ever printed on standard output by those that make one.
 */
@Command(
    name = "keys",
    description = "Issues, rotates, revokes and shows API keys, also beside a running gateway.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class)
final class KeysCommand implements Runnable {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int UNKNOWN_ID = 3;

  private final PrintWriter out;
  private final PrintWriter err;
  private final Clock clock;
  private final KeyAccess access;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysCommand(PrintWriter out, PrintWriter err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.access = new KeyAccess(out, err);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "No command (expected: issue, rotate, revoke, list or show)");
  }

  @Command(
      description = {
        "Issues a key.",
        "The key stands on standard output alone, once and only there; its id and the rest on"
            + " standard error."
      },
      mixinStandardHelpOptions = true)
  int issue(@Mixin KeyPlace place, @Mixin IssueOptions options) {
    String fault = options.fault();
    if (fault != null) {
      throw new ParameterException(spec.commandLine().getSubcommands().get("issue"), fault);
    }
    return work(
        place,
        false,
        keys -> {
          String unknown = options.unknownPlan(place.config());
          if (unknown != null) {
            err.println("edgeauth: " + LogText.line(unknown));
            return KeyAccess.REFUSED;
          }
          IssuedKey issued = keys.issue(options.request());
          KeyReport.of(issued.key()).lines().forEach(err::println);
          return handOver(issued, "nobody has it; revoke it");
        });
  }

  @Command(
      description = {
        "Gives a key a new secret, on standard output alone.",
        "The old one works until the overlap ends, and so does what earlier rotations left:"
            + " standard error tells until when."
      },
      mixinStandardHelpOptions = true)
  int rotate(
      @Mixin KeyPlace place,
      @Option(names = "--id", required = true, paramLabel = "ID") String id,
      @Option(
              names = "--overlap",
              paramLabel = "24h",
              defaultValue = "24h",
              converter = DurationOption.class,
              description = "How long the old one works on; 0s for not at all.")
          Duration overlap) {
    return work(
        place,
        false,
        keys -> {
          IssuedKey rotated = keys.rotate(id, overlap);
          if (rotated == null) {
            return unknown();
          }
          KeyReport.of(rotated.key()).lines().forEach(err::println);
          int code = handOver(rotated, "nobody has it; rotate again, or revoke it");
          overlaps(keys, id).forEach(end -> err.println("old-key-until " + end));
          return code;
        });
  }

  /** Asked when the new key is out: that this cannot be told must not keep it back. */
  private List<String> overlaps(ApiKeys keys, String id) {
    try {
      KnownApiKey known = keys.find(id);
      List<Instant> ends = known == null ? List.of() : KeyState.overlaps(known, clock.instant());
      return ends.isEmpty() ? List.of("now") : ends.stream().map(Instant::toString).toList();
    } catch (ApiKeyStoreException e) {
      return List.of("unknown: " + LogText.line(String.valueOf(e.getMessage())));
    }
  }

  /** The store has the key. If nobody gets it, whoever asked must know. */
  private int handOver(IssuedKey issued, String advice) {
    out.println(issued.secret());
    if (!out.checkError()) {
      return DONE;
    }
    err.println(
        "edgeauth: standard output did not take the new key of "
            + LogText.line(issued.key().id())
            + ": "
            + advice);
    return FAILED;
  }

  @Command(
      description = "Ends a key for good, with all its secrets.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin KeyPlace place,
      @Option(names = "--id", required = true, paramLabel = "ID") String id) {
    return work(
        place,
        false,
        keys -> {
          ApiKey revoked = revoked(keys, id);
          if (revoked == null) {
            return unknown();
          }
          out.println("id " + LogText.line(revoked.id()));
          out.println("revoked " + revoked.revokedAt());
          return written();
        });
  }

  private static @Nullable ApiKey revoked(ApiKeys keys, String id) throws ApiKeyStoreException {
    try {
      return keys.revoke(id);
    } catch (ApiKeyStoreException e) {
      throw new ApiKeyStoreException(
          e.getMessage() + " (the key may still be good: revoke it again)", e);
    }
  }

  @Command(description = "Lists all keys.", mixinStandardHelpOptions = true)
  int list(
      @Mixin KeyPlace place,
      @Option(names = "--json", description = "One JSON object instead of a table.") boolean json) {
    Instant now = clock.instant();
    KeyListing.Form form = json ? new KeyArray(now) : new KeyTable(now);
    return work(place, json, keys -> new KeyListing(form, out).print(keys) ? DONE : written());
  }

  @Command(description = "Shows a key and how it was used.", mixinStandardHelpOptions = true)
  int show(
      @Mixin KeyPlace place,
      @Option(names = "--id", required = true, paramLabel = "ID") String id,
      @Option(names = "--json", description = "One JSON object instead of text.") boolean json) {
    return work(
        place,
        json,
        keys -> {
          KnownApiKey known = keys.find(id);
          if (known == null) {
            return unknown();
          }
          KeyReport report = KeyReport.of(known, clock.instant());
          if (json) {
            out.println(JsonWriter.writeAscii(report.json()));
          } else {
            report.lines().forEach(out::println);
          }
          return written();
        });
  }

  private int work(KeyPlace place, boolean json, KeyAccess.Work work) {
    // Loosened authenticators and readable files are for check to tell, and what was done is
    // printed; here they would stand before the id of a new key.
    System.setProperty("edgeauth.log.level", "ERROR");
    System.setProperty("edgeauth.audit.level", "ERROR");
    return access.work(place, json, work);
  }

  /** Without what was asked for: people have put the key itself there. */
  private int unknown() {
    err.println("edgeauth: --id: no key has this id (expected: one that keys list shows)");
    return UNKNOWN_ID;
  }

  private int written() {
    if (!out.checkError()) {
      return DONE;
    }
    err.println("edgeauth: standard output did not take all of it");
    return FAILED;
  }
}

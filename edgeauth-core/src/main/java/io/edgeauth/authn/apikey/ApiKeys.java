package io.edgeauth.authn.apikey;

import io.edgeauth.event.ApiKeyChangedEvent.Change;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * API keys, from issue to revocation. {@link #prefix} says what an authenticator accepts; an
 * instance manages the keys of one, and comes from {@code EdgeAuth.apiKeys}.
 *
 * <p>Any number of threads may use one at once. Its methods block as the store does. What has
 * returned counts for every request that begins after it.
 */
public final class ApiKeys {

  /** How long both secrets work after a rotation that does not say. */
  public static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);

  private static final Duration MAX_OVERLAP = Duration.ofDays(365);
  private static final int MAX_SECRETS = 5;
  private static final int MAX_PAGE = 1000;
  private static final int ID_BYTES = 12;

  private final ApiKeyFormat format;
  private final Peppers peppers;
  private final KeyDirectory directory;
  private final @Nullable Duration lifetime;
  private final Clock clock;
  private final KeyChanges changes;
  private final SecureRandom random = new SecureRandom();

  ApiKeys(
      ApiKeyFormat format,
      Peppers peppers,
      KeyDirectory directory,
      @Nullable Duration lifetime,
      Clock clock,
      KeyChanges changes) {
    this.format = format;
    this.peppers = peppers;
    this.directory = directory;
    this.lifetime = lifetime;
    this.clock = clock;
    this.changes = changes;
  }

  /**
   * Begins to say what an authenticator accepts.
   *
   * @param prefix how its keys begin, such as {@code ck_live_}
   * @return what collects the rest
   */
  public static ApiKeySpec prefix(String prefix) {
    return new ApiKeySpec(prefix);
  }

  /**
   * Names who issues, rotates and revokes: the audit log and listeners are told so.
   *
   * @param who a subject or client, or the name of a program
   * @return the same keys, whose changes are told with it
   */
  public ApiKeys by(String who) {
    return new ApiKeys(format, peppers, directory, lifetime, clock, changes.by(who));
  }

  /**
   * Tells what {@link #issue} would refuse, and issues nothing. What the store would say is not
   * asked.
   *
   * @param request what a key is to carry
   * @return everything that is wrong with it, or nothing
   */
  public List<InvalidApiKeyRequestException.Fault> check(ApiKeyRequest request) {
    try {
      var unused = new ApiKeyRequestCheck(request).key("key_", clock.instant(), lifetime);
      return List.of();
    } catch (InvalidApiKeyRequestException e) {
      return e.faults();
    }
  }

  /**
   * Issues a key.
   *
   * @param request what it is to carry
   * @return the key, which nobody can be told again
   * @throws InvalidApiKeyRequestException with everything that is wrong with the request
   * @throws ApiKeyStoreException if the store is out of reach or full; then there is no key, or one
   *     whose secret nobody knows
   */
  public IssuedKey issue(ApiKeyRequest request) throws ApiKeyStoreException {
    Instant now = clock.instant();
    ApiKey key = new ApiKeyRequestCheck(request).key(newId(), now, lifetime);
    String secret = format.generate(random);
    KeyHash hash = peppers.hasher().hash(secret);
    directory.insert(new StoredKey(key, List.of(new StoredKey.Secret(hash, null))));
    changes.tell(now, key, Change.ISSUED);
    return new IssuedKey(key, secret);
  }

  private String newId() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return "key_" + HexFormat.of().formatHex(bytes);
  }

  /**
   * Finds a key.
   *
   * @param id its id
   * @return the key, or null where there is none
   * @throws ApiKeyStoreException if the store is out of reach
   */
  public @Nullable KnownApiKey find(String id) throws ApiKeyStoreException {
    StoredKey stored = directory.get(id);
    return stored == null ? null : known(List.of(stored)).get(0);
  }

  private List<KnownApiKey> known(List<StoredKey> keys) throws ApiKeyStoreException {
    Map<String, ApiKeyUsage> usage =
        directory.usage(keys.stream().map(stored -> stored.key().id()).toList());
    return keys.stream()
        .map(stored -> known(stored, usage.getOrDefault(stored.key().id(), ApiKeyUsage.NONE)))
        .toList();
  }

  private static KnownApiKey known(StoredKey stored, ApiKeyUsage usage) {
    List<Instant> overlaps =
        stored.secrets().stream().map(StoredKey.Secret::until).filter(Objects::nonNull).toList();
    return new KnownApiKey(stored.key(), usage, overlaps);
  }

  /**
   * Lists keys by their ids, page by page.
   *
   * @param after the last id of the page before, or null for the first
   * @param limit how many at most, 1 to 1000
   * @return the keys; fewer than {@code limit} at the end
   * @throws IllegalArgumentException if the limit is out of range
   * @throws ApiKeyStoreException if the store is out of reach
   */
  public List<KnownApiKey> list(@Nullable String after, int limit) throws ApiKeyStoreException {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_PAGE + ")");
    }
    return known(directory.list(after, limit));
  }

  /**
   * Whether other processes find these keys too, so that a command beside a running gateway can
   * manage them.
   *
   * @return false where they are in the memory of this process alone
   */
  public boolean isShared() {
    return directory.isShared();
  }

  /**
   * Gives a key a new secret. Its id and everything that it carries stay. The newest of the secrets
   * that it has works on until the overlap ends, older ones until what earlier rotations said: to
   * end them all at once, revoke it.
   *
   * @param id its id
   * @param overlap how long, zero for not at all, up to a year
   * @return the key with its new secret, which nobody can be told again, or null where there is no
   *     such key
   * @throws InvalidApiKeyRequestException if the overlap is out of range, or the key has ended, was
   *     revoked, or has too many secrets that still work; nothing has changed then
   * @throws ApiKeyStoreException if the store is out of reach; nothing has changed then, unless the
   *     message says that it may have: rotate again, since nobody knows that secret
   */
  public @Nullable IssuedKey rotate(String id, Duration overlap) throws ApiKeyStoreException {
    if (overlap.isNegative() || overlap.compareTo(MAX_OVERLAP) > 0) {
      throw refused("overlap", overlap + " (expected: 0s to 365d)");
    }
    Instant now = clock.instant();
    String secret = format.generate(random);
    KeyHash hash = peppers.hasher().hash(secret);
    StoredKey rotated =
        directory.change(
            id, present -> checked(present.rotated(hash, now, now.plus(overlap)), now));
    if (rotated == null) {
      return null;
    }
    changes.tell(now, rotated.key(), Change.ROTATED);
    return new IssuedKey(rotated.key(), secret);
  }

  private static StoredKey checked(StoredKey rotated, Instant now) {
    Instant end = rotated.key().expiresAt();
    if (rotated.key().revokedAt() != null) {
      throw refused("id", "a revoked key (expected: one that is good, or issue a new one)");
    }
    if (end != null && !now.isBefore(end)) {
      throw refused(
          "id", "a key that has expired (expected: one that is good, or issue a new one)");
    }
    if (rotated.secrets().size() > MAX_SECRETS) {
      throw refused(
          "id",
          "a key with "
              + MAX_SECRETS
              + " secrets that still work (expected: after an overlap has"
              + " ended)");
    }
    return rotated;
  }

  private static InvalidApiKeyRequestException refused(String field, String message) {
    return new InvalidApiKeyRequestException(
        List.of(new InvalidApiKeyRequestException.Fault(field, message)));
  }

  /**
   * Ends a key for good, with all its secrets. When this has returned, no request that begins later
   * passes by it here; on other instances as soon as they hear of it.
   *
   * @param id its id
   * @return the key, or null where there is none; one that was revoked before stays as it is
   * @throws ApiKeyStoreException if the store is out of reach; the key may still be good then:
   *     revoke again
   */
  public @Nullable ApiKey revoke(String id) throws ApiKeyStoreException {
    Instant now = clock.instant();
    AtomicBoolean wasGood = new AtomicBoolean();
    StoredKey revoked =
        directory.change(
            id,
            present -> {
              wasGood.set(present.key().revokedAt() == null);
              return present.revoked(now);
            });
    if (revoked == null) {
      return null;
    }
    if (wasGood.get()) {
      changes.tell(now, revoked.key(), Change.REVOKED);
    }
    return revoked.key();
  }
}

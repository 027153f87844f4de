package io.edgeauth.servlet;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.authn.apikey.InvalidApiKeyRequestException;
import io.edgeauth.authn.apikey.IssuedKey;
import io.edgeauth.authn.apikey.KnownApiKey;
import io.edgeauth.json.JsonWriter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does with the keys of one authenticator what a request asks for. */
final class AdminKeys {

  private final ApiKeys keys;
  private final AdminPath path;

  AdminKeys(ApiKeys keys, AdminPath path) {
    this.keys = keys;
    this.path = path;
  }

  AdminAnswer read(HttpServletRequest request) throws ApiKeyStoreException {
    return path.resource() == AdminPath.Resource.KEYS ? list(request) : show(request);
  }

  private AdminAnswer list(HttpServletRequest request) throws ApiKeyStoreException {
    AdminQuery query = AdminQuery.ofList(request.getQueryString());
    if (!query.faults().isEmpty()) {
      return AdminAnswer.wrong(query.faults());
    }
    List<KnownApiKey> page = keys.list(query.after(), query.limit());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("keys", page.stream().map(ApiKeyJson::known).toList());
    if (page.size() < query.limit()) {
      return AdminAnswer.ok(body);
    }
    String next = page.get(page.size() - 1).key().id();
    body.put("next", next);
    String link =
        "<%s?after=%s&limit=%d>; rel=\"next\""
            .formatted(request.getRequestURI(), next, query.limit());
    return new AdminAnswer.Done(200, Map.of("Link", link), JsonWriter.writeAscii(body));
  }

  private AdminAnswer show(HttpServletRequest request) throws ApiKeyStoreException {
    List<AdminFault> faults = AdminQuery.faultsOf(request.getQueryString());
    if (!faults.isEmpty()) {
      return AdminAnswer.wrong(faults);
    }
    KnownApiKey found = keys.find(path.id());
    return found == null ? AdminAnswer.NOT_FOUND : AdminAnswer.ok(ApiKeyJson.known(found));
  }

  /** Issues, rotates or revokes. */
  AdminAnswer change(HttpServletRequest request, AdminBody.Members body)
      throws ApiKeyStoreException {
    List<AdminFault> faults = new ArrayList<>(AdminQuery.faultsOf(request.getQueryString()));
    AdminMembers members = new AdminMembers(body.values(), faults);
    return switch (path.resource()) {
      case KEYS -> issue(request, members, faults);
      case ROTATE -> rotate(members, faults);
      default -> revoke(members, faults);
    };
  }

  private AdminAnswer issue(
      HttpServletRequest request, AdminMembers members, List<AdminFault> faults)
      throws ApiKeyStoreException {
    var order = ApiKeyJson.order(members);
    members.end();
    keys.check(order).stream()
        .map(AdminFault::of)
        .filter(fault -> faults.stream().noneMatch(known -> isWithin(known, fault)))
        .toList()
        .forEach(faults::add);
    if (!faults.isEmpty()) {
      return AdminAnswer.wrong(faults);
    }
    IssuedKey issued = keys.issue(order);
    return new AdminAnswer.Done(
        201,
        Map.of("Location", request.getRequestURI() + "/" + issued.key().id()),
        JsonWriter.writeAscii(ApiKeyJson.issued(issued)));
  }

  /** What was told of a member already, or of one inside it, is not told again. */
  private static boolean isWithin(AdminFault known, AdminFault fault) {
    return (known.field() + ".").startsWith(fault.field() + ".");
  }

  private AdminAnswer rotate(AdminMembers members, List<AdminFault> faults)
      throws ApiKeyStoreException {
    Duration overlap = members.duration("overlap", ApiKeys.DEFAULT_OVERLAP);
    members.end();
    if (!faults.isEmpty()) {
      return AdminAnswer.wrong(faults);
    }
    try {
      IssuedKey rotated = keys.rotate(path.id(), overlap);
      return rotated == null ? AdminAnswer.NOT_FOUND : AdminAnswer.ok(ApiKeyJson.issued(rotated));
    } catch (InvalidApiKeyRequestException e) {
      return refused(e);
    }
  }

  /** What is wrong with the overlap, the request can mend; what is with the key, it cannot. */
  private static AdminAnswer refused(InvalidApiKeyRequestException e) {
    List<AdminFault> faults = e.faults().stream().map(AdminFault::of).toList();
    return faults.stream().anyMatch(fault -> fault.field().equals("id"))
        ? new AdminAnswer.Problem(409, "The key cannot be rotated as it is.", Map.of(), faults)
        : AdminAnswer.wrong(faults);
  }

  private AdminAnswer revoke(AdminMembers members, List<AdminFault> faults)
      throws ApiKeyStoreException {
    members.end();
    if (!faults.isEmpty()) {
      return AdminAnswer.wrong(faults);
    }
    @Nullable ApiKey revoked = keys.revoke(path.id());
    return revoked == null ? AdminAnswer.NOT_FOUND : AdminAnswer.ok(ApiKeyJson.key(revoked));
  }
}

/* Faults that no machine produces at will: calls of the C library that fail with the number which
 * RELKIT_FAULTS names. Ex) "connect 102", "recv 104 1" (the first call is let through),
 * "getaddrinfo -3", "getaddrinfo -11 24" (the system failed, with that number).
 *
 * Only sockets of TCP are touched: the program's own pipes stay as they are. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

static int spared[3]; /* calls of recv, send and writev that were let through */

/* The number for a call and what follows it; 0 where it is to work. */
static int fault(const char *call, int *more) {
    const char *text = getenv("RELKIT_FAULTS");
    char name[32];
    int number = 0;
    *more = 0;
    if (!text || sscanf(text, "%31s %d %d", name, &number, more) < 2 || strcmp(name, call))
        return 0;
    return number;
}

static int is_tcp(int fd) {
    int type = 0;
    socklen_t length = sizeof type;
    struct sockaddr_storage own;
    socklen_t size = sizeof own;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM
        && getsockname(fd, (struct sockaddr *)&own, &size) == 0
        && (own.ss_family == AF_INET || own.ss_family == AF_INET6);
}

/* Whether this call on this socket fails; errno is set then. */
static int fails(const char *call, int fd, int *seen) {
    int more, number = fault(call, &more);
    if (!number || !is_tcp(fd) || (*seen)++ < more)
        return 0;
    errno = number;
    return 1;
}

int socket(int family, int type, int protocol) {
    int more, number = fault("socket", &more);
    if (number && (family == AF_INET || family == AF_INET6) && (type & SOCK_STREAM)) {
        errno = number;
        return -1;
    }
    int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");
    return real(family, type, protocol);
}

int connect(int fd, const struct sockaddr *to, socklen_t length) {
    int more, number = fault("connect", &more);
    if (number && is_tcp(fd)) {
        errno = number;
        return -1;
    }
    int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");
    return real(fd, to, length);
}

ssize_t recv(int fd, void *buffer, size_t size, int flags) {
    if (fails("recv", fd, &spared[0]))
        return -1;
    ssize_t (*real)(int, void *, size_t, int) = dlsym(RTLD_NEXT, "recv");
    return real(fd, buffer, size, flags);
}

ssize_t send(int fd, const void *buffer, size_t size, int flags) {
    if (fails("send", fd, &spared[1]))
        return -1;
    ssize_t (*real)(int, const void *, size_t, int) = dlsym(RTLD_NEXT, "send");
    return real(fd, buffer, size, flags);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (fails("send", fd, &spared[2]))
        return -1;
    ssize_t (*real)(int, const struct iovec *, int) = dlsym(RTLD_NEXT, "writev");
    return real(fd, parts, count);
}

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
    int more, number = fault("getaddrinfo", &more);
    if (number) {
        errno = more;
        return number;
    }
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
        dlsym(RTLD_NEXT, "getaddrinfo");
    return real(host, service, hints, found);
}

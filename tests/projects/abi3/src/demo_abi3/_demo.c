/* One function, in the limited API of Python 3.9. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *
demo_gcd(PyObject *module, PyObject *args)
{
    unsigned long long a, b;
    (void)module;
    if (!PyArg_ParseTuple(args, "KK:gcd", &a, &b)) {
        return NULL;
    }
    while (b != 0) {
        unsigned long long rest = a % b;
        a = b;
        b = rest;
    }
    return PyLong_FromUnsignedLongLong(a);
}

static PyMethodDef demo_methods[] = {
    {"gcd", demo_gcd, METH_VARARGS, "The greatest common divisor of two numbers."},
    {NULL, NULL, 0, NULL},
};

#if defined(Py_TARGET_ABI3T)
/* PyModuleDef is opaque in abi3t: slots alone describe the module (PEP 793, PEP 820). */
PyABIInfo_VAR(demo_abi);

static PySlot demo_slots[] = {
    PySlot_STATIC_DATA(Py_mod_abi, &demo_abi),
    PySlot_STATIC_DATA(Py_mod_name, "_demo"),
    PySlot_STATIC_DATA(Py_mod_methods, demo_methods),
    PySlot_STATIC_DATA(Py_mod_gil, Py_MOD_GIL_NOT_USED),
    PySlot_END,
};

PyMODEXPORT_FUNC
PyModExport__demo(void)
{
    return demo_slots;
}
#else
static PyModuleDef_Slot demo_slots[] = {
#if defined(Py_GIL_DISABLED)
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef demo_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_demo",
    .m_size = 0,
    .m_methods = demo_methods,
    .m_slots = demo_slots,
};

PyMODINIT_FUNC
PyInit__demo(void)
{
    return PyModuleDef_Init(&demo_module);
}
#endif
